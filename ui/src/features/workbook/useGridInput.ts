import { type KeyboardEvent, type MouseEvent, type RefObject, useCallback } from 'react'

import type { TabView } from '../../generated/rpc'
import { useHost } from '../../host'
import { useSay } from '../../parts/Announcer'
import { useCopy } from '../../parts/clipboard'
import { text } from '../../text'
import { toTsv, type Value } from './cell'
import type { Column } from './GridHead'
import { type Layout, moved, resized } from './layout'
import { GUTTER } from './measures'
import { follow, HEADER, type Place, rectangle, type Selection } from './selection'
import type { View } from './view'

/** Rows that a copy takes at most: more than any spreadsheet pastes gladly. */
const COPY_ROWS = 20_000
/** Rows asked for at once: the most that the engine gives. */
const COPY_PAGE = 1_000

type Options = {
  tab: TabView
  view: View
  rows: number
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
  reveal: (row: number) => void
}

/** Keys and mouse of the grid. */
export function useGridInput(options: Options) {
  const { rows, page, columns, selection, onSelection, onSort, onOpen, reveal, scroller } = options
  const copy = useCopyRange(options)
  const arrange = useArrange(options)

  const select = (next: Selection) => {
    onSelection(next)
    if (next.focus.row >= 0) reveal(next.focus.row)
    revealColumn(scroller.current, columns[next.focus.column])
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const command = event.ctrlKey || event.metaKey
    if (command && event.key.toLowerCase() === 'c') {
      event.preventDefault()
      void copy()
      return
    }
    if (arrange(event)) return event.preventDefault()
    const next = event.key === 'Enter' ? null : follow(selection, event, { rows, columns: columns.length, page })
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

  return { onKeyDown, onMouseDown, onMouseMove, onDoubleClick: (event: MouseEvent) => placeOf(event) && onOpen() }
}

/** Copies the selected cells as TSV. They are asked from the engine: most of a large range was never drawn. */
function useCopyRange({ tab, view, rows, columns, selection }: Options) {
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

function placeOf({ target }: MouseEvent): Place | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
  return cell && { row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) }
}

const same = (a: Place, b: Place): boolean => a.row === b.row && a.column === b.column

/** Scrolls sideways just as far as the column needs, mindful of the row numbers that stay. */
function revealColumn(scroller: HTMLElement | null, column: Column | undefined): void {
  if (!scroller || !column) return
  const { scrollLeft, clientWidth } = scroller
  if (column.left - GUTTER < scrollLeft) scroller.scrollLeft = column.left - GUTTER
  else if (column.left + column.width > scrollLeft + clientWidth)
    scroller.scrollLeft = column.left + column.width - clientWidth
}
