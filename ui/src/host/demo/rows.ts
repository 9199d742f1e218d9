import type { ColumnView, Filter, RowQuery, RowWindow } from '../../generated/rpc'

type Value = RowWindow['rows'][number][number]
type Table = { columns: ColumnView[]; row: (index: number) => Value[] }

const GIVEN = [
  'Ada',
  'Bo',
  'Chiara',
  'Dmitri',
  'Esi',
  'Farid',
  'Greta',
  'Hiro',
  'Inés',
  'Jonas',
  'Kofi',
  'Leila',
  'Mei',
  'Noor',
  'Oyelaran',
  'Priya',
  'Quentin',
  'Rosa',
  'Sami',
  'Tove',
]
const FAMILY = [
  'Almeida',
  'Bianchi',
  'Cohen',
  'Diallo',
  'Eriksen',
  'Fujita',
  'García',
  'Haddad',
  'Ivanova',
  'Jansen',
  'Kowalski',
  'Lindqvist',
  'Mensah',
  'Nakamura',
  'Okafor',
  'Petrov',
  'Quispe',
  'Rossi',
  'Singh',
  'Tanaka',
]
const CITIES = ['Lisbon', 'Osaka', 'Nairobi', 'Turin', 'Gdańsk', 'Lima', 'Bergen', 'Accra', 'Lyon', 'Pune']
const STAGES = ['new', 'qualified', 'proposal', 'won', 'lost']

/** A whole number below `below`, the same for the same arguments. */
function pick(index: number, salt: number, below: number): number {
  let mixed = Math.imul(index + 1, 2_654_435_761) ^ Math.imul(salt + 7, 40_503)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 2_246_822_519)
  return ((mixed ^ (mixed >>> 13)) >>> 0) % below
}

const of = (list: string[], index: number, salt: number): string => list[pick(index, salt, list.length)] ?? ''
const time = (index: number, salt: number): string =>
  new Date(Date.UTC(2026, 10, 22) - pick(index, salt, 730 * 24 * 60) * 60_000).toISOString()
const column = (name: string, cell: ColumnView['cell'], key = false): ColumnView => ({ name, title: null, cell, key, user: null })
const slug = (words: string): string =>
  words
    .normalize('NFD')
    .replace(/[^a-z]/gi, '')
    .toLowerCase()

const CONTACTS: Table = {
  columns: [
    column('id', 'text', true),
    column('first_name', 'text'),
    column('last_name', 'text'),
    column('email', 'text'),
    column('company_id', 'text'),
    column('subscribed', 'boolean'),
    column('lifetime_value', 'number'),
    column('address', 'json'),
    column('note', 'text'),
    column('tags', 'json'),
    column('created_at', 'time'),
    column('updated_at', 'time'),
  ],
  row: (index) => {
    const [given, family] = [of(GIVEN, index, 1), of(FAMILY, index, 2)]
    return [
      `con_${String(index + 1).padStart(5, '0')}`,
      given,
      family,
      `${slug(given)}.${slug(family)}@example.com`,
      pick(index, 3, 6) === 0 ? null : `com_${String(pick(index, 4, 480) + 1).padStart(4, '0')}`,
      pick(index, 5, 3) > 0,
      pick(index, 6, 9) === 0 ? null : pick(index, 6, 900_000) / 100,
      JSON.stringify({
        city: of(CITIES, index, 7),
        street: `${pick(index, 8, 120) + 1} Harbour Road`,
        zip: String(10_000 + pick(index, 9, 89_999)),
      }),
      [null, '', 'Asked for the yearly price list and a call next week; prefers to be written to in the mornings.'][
        pick(index, 10, 3)
      ] ?? null,
      JSON.stringify(pick(index, 11, 2) ? ['newsletter', 'trial'] : []),
      time(index, 12),
      time(index, 13),
    ]
  },
}

const DEALS: Table = {
  columns: [
    column('id', 'text', true),
    column('title', 'text'),
    column('contact_id', 'text'),
    column('stage', 'text'),
    column('amount', 'number'),
    column('won', 'boolean'),
    column('closes_at', 'time'),
    column('updated_at', 'time'),
  ],
  row: (index) => {
    const stage = of(STAGES, index, 21)
    return [
      `deal_${String(index + 1).padStart(5, '0')}`,
      `${of(CITIES, index, 22)} rollout ${pick(index, 23, 40) + 1}`,
      `con_${String(pick(index, 24, 2400) + 1).padStart(5, '0')}`,
      stage,
      pick(index, 25, 4_000_000) / 100,
      stage === 'won',
      stage === 'new' ? null : time(index, 26),
      time(index, 27),
    ]
  },
}

/** The streams that the demo serves, by name. */
const TABLES: Record<string, Table> = {
  contacts: CONTACTS,
  companies: DEALS,
  deals: DEALS,
  orders: CONTACTS,
  events: CONTACTS,
}

const table = (stream: string): Table => TABLES[stream] ?? CONTACTS

/** The columns of a stream. */
export const columnsOf = (stream: string): ColumnView[] => table(stream).columns

/** What the store would answer: the same rows for the same question. */
export function windowOf(stream: string, count: number, { offset, limit, sort, filters }: RowQuery): RowWindow {
  const { columns, row } = table(stream)
  if (!sort && filters.length === 0) {
    const length = Math.max(0, Math.min(limit, count - offset))
    return keyed({ offset, total: count, rows: Array.from({ length }, (_, index) => row(offset + index)), deleted: [] })
  }
  const names = columns.map(({ name }) => name)
  const found = Array.from({ length: count }, (_, index) => row(index)).filter((cells) =>
    filters.every((filter) => holds(cells, names, filter)),
  )
  if (sort) {
    const by = names.indexOf(sort.column)
    found.sort((a, b) => compare(a[by] ?? null, b[by] ?? null) * (sort.descending ? -1 : 1))
  }
  return keyed({ offset, total: found.length, rows: found.slice(offset, offset + limit), deleted: [] })
}

/** The first column is the key of every demo stream. */
const keyed = (window: Omit<RowWindow, 'keys'>): RowWindow => ({ ...window, keys: window.rows.map(([key]) => String(key)) })

function holds(cells: Value[], names: string[], { column: name, op, value }: Filter): boolean {
  const looked = name === null ? cells : [cells[names.indexOf(name)] ?? null]
  return looked.some((cell) => holdsCell(cell, op, value))
}

function holdsCell(cell: Value, op: Filter['op'], value: string): boolean {
  const blank = cell === null || cell === ''
  const [left, right] = [String(cell ?? '').toLowerCase(), value.toLowerCase()]
  const order = typeof cell === 'number' ? cell - Number(value) : left.localeCompare(right)
  switch (op) {
    case 'contains':
      return left.includes(right)
    case 'equals':
      return left === right
    case 'notEquals':
      return left !== right
    case 'greater':
      return !blank && order > 0
    case 'less':
      return !blank && order < 0
    case 'empty':
      return blank
    case 'notEmpty':
      return !blank
  }
}

function compare(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null)
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
}
