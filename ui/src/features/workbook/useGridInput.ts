import { type KeyboardEvent, type MouseEvent, type RefObject, useCallback } from 'react'

import type { TabView } from '../../generated/rpc'
import { useHost } from '../../host'
import { useSay } from '../../parts/Announcer'
import { useCopy } from '../../parts/clipboard'
import { text } from '../../text'
import { toTsv, type Value } from './cell'
import type { Column } from './GridHead'
import { type Layout, moved, resized } from './layout'
import { frozenEdge } from './measures'
import type { Rows } from './pages'
import { follow, HEADER, type Place, rectangle, type Selection } from './selection'
import { type Step, useEdit } from './useEdit'
import type { View } from './view'

/** Rows that a copy takes at most: more than any spreadsheet pastes gladly. */
const COPY_ROWS = 20_000
/** Rows asked for at once: the most that the engine gives. */
const COPY_PAGE = 1_000

type Options = {
  tab: TabView
  view: View
  /** What is known of the rows. */
  known: Rows
  /** Rows of a page, for Page Up and Page Down. */
  page: number
  columns: Column[]
  scroller: RefObject<HTMLDivElement | null>
  selection: Selection
  onSelection: (selection: Selection) => void
  onSort: (column: string) => void
  layout: Layout
  onLayout: (layout: Layout) => void
  onOpen: () => void
  /** Esc where it ends no range: closes what the grid opened beside it. */
  onLeave: () => void
  /** Opens the menu of a column. */
  onMenu: (column: Column) => void
  reveal: (row: number) => void
}

/** Keys and mouse of the grid. */
export function useGridInput(options: Options) {
  const { tab, known, page, columns, selection, onSelection, onSort, onOpen, onLeave, onMenu, reveal, scroller } = options
  const rows = known.total
  const copy = useCopyRange(options)
  const arrange = useArrange(options)

  const select = (next: Selection) => {
    onSelection(next)
    if (next.focus.row >= 0) reveal(next.focus.row)
    revealColumn(scroller.current, columns, next.focus.column)
  }

  const step = (to: Step) => {
    scroller.current?.focus()
    const key = { down: 'ArrowDown', right: 'ArrowRight', left: 'ArrowLeft', stay: null }[to]
    const next = key && follow(selection, { key, shiftKey: false, ctrlKey: false, metaKey: false }, { rows, columns: columns.length, page })
    if (next) select(next)
  }
  const valueOf = (row: number, at: number) => known.at(row)?.[at]
  const edit = useEdit({ tab, columns, focus: selection.focus, keyOf: known.keyOf, valueOf, onStep: step })

  const onKeyDown = (event: KeyboardEvent) => {
    const command = event.ctrlKey || event.metaKey
    if (command && event.key.toLowerCase() === 'c') {
      event.preventDefault()
      void copy()
      return
    }
    const head = selection.focus.row === HEADER ? columns[selection.focus.column] : undefined
    if (head && opensMenu(event)) {
      event.preventDefault()
      return onMenu(head)
    }
    if (arrange(event) || edit.onKeyDown(event)) return event.preventDefault()
    const next = event.key === 'Enter' ? null : follow(selection, event, { rows, columns: columns.length, page })
    if (!next && event.key === 'Escape') onLeave()
    if (!next && event.key !== 'Enter') return
    event.preventDefault()
    if (next) select(next)
    else if (selection.focus.row === HEADER) onSort(columns[selection.focus.column]?.name ?? '')
    else onOpen()
  }

  const onMouseDown = (event: MouseEvent) => {
    const place = placeOf(event)
    if (place) onSelection({ anchor: event.shiftKey ? selection.anchor : place, focus: place })
  }

  const onMouseMove = (event: MouseEvent) => {
    const place = event.buttons === 1 ? placeOf(event) : null
    if (place && !same(place, selection.focus)) onSelection({ anchor: selection.anchor, focus: place })
  }

  const onDoubleClick = (event: MouseEvent) => placeOf(event) && (edit.begin() || onOpen())
  return { edit, onKeyDown, onMouseDown, onMouseMove, onDoubleClick }
}

/** Copies the selected cells as TSV. They are asked from the engine: most of a large range was never drawn. */
function useCopyRange({ tab, view, known, columns, selection }: Options) {
  const rows = known.total
  const host = useHost()
  const copy = useCopy()
  const say = useSay()
  return useCallback(async () => {
    const { top, bottom, left, right } = rectangle(selection)
    const picked = columns.slice(left, right + 1)
    const end = Math.min(bottom + 1, rows, top + COPY_ROWS)
    const cells: Value[][] = []
    try {
      while (top + cells.length < end) {
        const query = { offset: top + cells.length, limit: Math.min(COPY_PAGE, end - top - cells.length), ...view }
        // One after the other: the next page's place depends on how many rows came.
        // oxlint-disable-next-line no-await-in-loop
        const { rows: got } = await host.rpc('rows', { tab: tab.id, query })
        if (got.length === 0) break
        cells.push(...got.map((row) => picked.map(({ at }) => row[at] ?? null)))
      }
    } catch (fault) {
      return say.aloud((fault as { title: string }).title)
    }
    const all = bottom - top + 1
    const says = cells.length < all ? text.workbook.copiedFirst(cells.length, all) : text.workbook.copied(cells.length)
    return copy(toTsv(cells), says)
  }, [host, copy, say, tab.id, view, rows, columns, selection])
}

/** Pixels that a key makes a column wider or narrower. */
const WIDER = 24

/** Width and order of the column whose header has the focus: Alt, or Ctrl and Shift, with an arrow. True if it was one. */
function useArrange({ tab, columns, selection, onSelection, layout, onLayout }: Options) {
  const say = useSay()
  return ({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean => {
    const { focus } = selection
    const column = focus.row === HEADER ? columns[focus.column] : undefined
    const step = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0
    if (!column || step === 0) return false
    if (altKey) {
      const next = resized(layout, column.name, column.width + step * WIDER)
      onLayout(next)
      say.quietly(text.workbook.width(column.name, next.widths[column.name] ?? column.width))
      return true
    }
    if (!(ctrlKey || metaKey) || !shiftKey) return false
    const next = moved(tab.columns, layout, column.name, step)
    if (next !== layout) {
      onLayout(next)
      const place = { row: HEADER, column: focus.column + step }
      onSelection({ anchor: place, focus: place })
    }
    return true
  }
}

/** The keys that open a menu everywhere, and that of a list. */
const opensMenu = ({ key, shiftKey, altKey }: KeyboardEvent): boolean =>
  key === 'ContextMenu' || (shiftKey && key === 'F10') || (altKey && key === 'ArrowDown')

function placeOf({ target }: MouseEvent): Place | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
  return cell && { row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) }
}

const same = (a: Place, b: Place): boolean => a.row === b.row && a.column === b.column

/** Scrolls sideways just as far as the column needs, mindful of what stays in sight. */
export function revealColumn(scroller: HTMLElement | null, columns: Column[], index: number): void {
  const column = columns[index]
  if (!scroller || !column || column.frozen) return
  const edge = frozenEdge(columns)
  const { scrollLeft, clientWidth } = scroller
  if (column.left - edge < scrollLeft) scroller.scrollLeft = column.left - edge
  else if (column.left + column.width > scrollLeft + clientWidth)
    scroller.scrollLeft = column.left + column.width - clientWidth
}
