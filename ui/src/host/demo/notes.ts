import type { CellType, ChangesView, ColumnView, EntityView, FormulaCheck, FoundRow, PointView, RowWindow, Topic, UserKind } from '../../generated/rpc'
import type { Args, Command, Result } from '../index'

type Cells = Map<string, string>

/** Plays what the store keeps of a tab beside the source's rows: columns that people added, and what rows were before. */
export class Notes {
  private readonly columns = new Map<string, ColumnView[]>()
  private readonly cells = new Map<string, Cells>()
  /** Columns that were removed, by ID, and tabs whose rows that are gone were. */
  private readonly removed = new Map<string, ColumnView[]>()
  private readonly dropped = new Set<string>()
  private days = 30

  constructor() {
    this.put('c3-companies', 'n1', 'Remark', 'note', null)
    this.put('c3-companies', 'n2', 'Labels', 'tags', null)
    this.cells.set('n1', new Map([['deal_00002', 'Asked for a call in June']]))
    this.cells.set('n2', new Map([['deal_00001', 'priority, north']]))
  }

  /** The entities with the columns that were added to their tabs. */
  entities(entities: EntityView[]): EntityView[] {
    const added = (tab: string) => this.columns.get(tab) ?? []
    return entities.map((entity) => ({
      ...entity,
      tabs: entity.tabs.map((tab) => ({
        ...tab,
        columns: [...tab.columns, ...added(tab.id)],
        deleted: this.dropped.has(tab.id) ? 0 : tab.deleted,
      })),
    }))
  }

  /** A window with the cells of those columns. */
  rows(tab: string, window: RowWindow): RowWindow {
    const added = this.columns.get(tab) ?? []
    const cellOf = ({ user }: ColumnView, key: string) => this.cells.get(user?.id ?? '')?.get(key) ?? null
    const rows = window.rows.map((row, at) => [...row, ...added.map((column) => cellOf(column, window.keys[at] ?? ''))])
    return { ...window, rows, deleted: this.dropped.has(tab) ? [] : window.deleted }
  }

  /** The commands that it plays; `changed` is told what reads differently. */
  handlers(changed: (topic: Topic) => void) {
    const telling = <T extends { tab: string }, R>(run: (args: T) => R) => (args: T): R => {
      const result = run(args)
      changed({ topic: 'workbooks' })
      changed({ topic: 'rows', tab: args.tab })
      return result
    }
    return {
      add_user_column: telling(({ tab, name, kind, formula }: Args<'add_user_column'>) =>
        this.put(tab, `u${this.columns.size}-${name}`, name, kind, formula),
      ),
      change_user_column: telling(({ tab, column: id, name, formula }: Args<'change_user_column'>) =>
        this.replace(tab, (column) => [
          column.user?.id === id ? { ...column, name, user: { ...column.user, formula } } : column,
        ]),
      ),
      remove_user_column: telling(({ tab, column: id }: Args<'remove_user_column'>) => {
        this.removed.set(id, this.columns.get(tab) ?? [])
        return this.replace(tab, (column) => (column.user?.id === id ? [] : [column]))
      }),
      restore_user_column: telling(({ tab, column: id }: Args<'restore_user_column'>) => {
        this.columns.set(tab, this.removed.get(id) ?? [])
        return null
      }),
      drop_deleted: telling(({ tab }: Args<'drop_deleted'>) => {
        this.dropped.add(tab)
        return GONE
      }),
      restore_rows: telling(({ tab }: Args<'restore_rows'>) => (this.dropped.delete(tab) ? GONE : 0)),
      set_user_cell: telling((args: Args<'set_user_cell'>) => this.set(args)),
      check_formula: (args: Args<'check_formula'>) => checked(args),
      points: () => POINTS,
      changes: ({ group }: Args<'changes'>) => changesOf(group),
      history_days: () => this.days,
      set_history_days: ({ days }: Args<'set_history_days'>) => {
        this.days = days
        return null
      },
    } satisfies Partial<{ [C in Command]: (args: Args<C>) => Result<C> }>
  }

  private replace(tab: string, by: (column: ColumnView) => ColumnView[]): null {
    this.columns.set(tab, (this.columns.get(tab) ?? []).flatMap(by))
    return null
  }

  private set({ column, key, value }: Args<'set_user_cell'>): string | null {
    const cells: Cells = this.cells.get(column) ?? new Map<string, string>()
    const before = cells.get(key) ?? null
    if (value === null) cells.delete(key)
    else cells.set(key, value)
    this.cells.set(column, cells)
    return before
  }

  private put(tab: string, id: string, name: string, kind: UserKind, formula: string | null): null {
    const column: ColumnView = { name, title: null, cell: kind === 'formula' ? 'number' : 'text', key: false, user: { id, kind, formula } }
    this.columns.set(tab, [...(this.columns.get(tab) ?? []), column])
    return null
  }
}

/** How many rows the seed marks as gone. */
const GONE = 3

/** Knows no formulas but those that end in an operator, which are wrong. */
function checked({ formula }: Args<'check_formula'>): FormulaCheck {
  const cell: CellType = 'number'
  return /[-+*/]\s*$/.test(formula)
    ? { mistake: { at: formula.length, length: 0, kind: 'ends', name: null }, cell, examples: [] }
    : { mistake: null, cell, examples: ['12', '7.5', null] }
}

/** The next row of a window that holds a text. */
export function foundIn({ rows }: RowWindow, columns: ColumnView[], { text, from, backwards }: Args<'find_row'>['find']): FoundRow | null {
  const holds = (cell: unknown) => String(cell ?? '').toLowerCase().includes(text.toLowerCase())
  const places = rows.flatMap((row, at) => (row.some(holds) ? [at] : []))
  const next = backwards ? (places.findLast((at) => at <= from) ?? places.at(-1)) : (places.find((at) => at >= from) ?? places[0])
  if (next === undefined) return null
  const names = columns.filter((_, at) => holds(rows[next]?.[at])).map(({ name }) => name)
  return { row: next, columns: names, index: places.indexOf(next) + 1, total: places.length }
}

/** Syncs that a demo tab can be compared with. */
const POINTS: PointView[] = [
  { sync: '12', at: '2026-11-22T08:00:00Z', rows: 480 },
  { sync: '11', at: '2026-11-21T08:00:00Z', rows: 479 },
  { sync: '9', at: '2026-11-14T08:00:00Z', rows: 470 },
]

/** What changed since one of them. */
function changesOf(group: Args<'changes'>['group']): ChangesView {
  const rows: Record<typeof group, ChangesView['rows']> = {
    added: [
      {
        key: 'deal_00480',
        cells: [
          { column: 'title', before: null, after: 'Bergen rollout 12' },
          { column: 'amount', before: null, after: 1800.5 },
        ],
      },
    ],
    changed: [
      {
        key: 'deal_00002',
        cells: [
          { column: 'stage', before: 'proposal', after: 'won' },
          { column: 'won', before: false, after: true },
        ],
      },
      { key: 'deal_00017', cells: [{ column: 'closes_at', before: null, after: '2026-12-01T00:00:00Z' }] },
    ],
    removed: [{ key: 'deal_00103', cells: [{ column: 'title', before: 'Lima rollout 3', after: null }] }],
  }
  return { added: 1, changed: 2, removed: 1, rows: rows[group] }
}
