import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useMemo, useRef, useState } from 'react'

import type { FaultView, TabView } from '../../generated/rpc'
import { text } from '../../text'
import { columnWidth } from './cell'
import type { OpenMenu } from './ColumnMenu'
import styles from './Grid.module.css'
import { type Column, GridHead } from './GridHead'
import { GridRow } from './GridRow'
import { type Layout, resized, titleOf, visible } from './layout'
import { cellId, FROZEN_PART, GUTTER, ROW } from './measures'
import { type Rows, useRows } from './pages'
import { HEADER, type Selection } from './selection'
import { type Drawn, useTallScroll } from './tall'
import { revealColumn, useGridInput } from './useGridInput'
import type { View } from './view'

type Props = {
  tab: TabView
  view: View
  onSort: (column: string) => void
  selection: Selection
  onSelection: (selection: Selection) => void
  layout: Layout
  onLayout: (layout: Layout) => void
  /** Opens the row panel. */
  onOpen: () => void
  /** Closes what the grid opened. */
  onLeave: () => void
  onMenu: (menu: OpenMenu) => void
  /** Tells the toolbar what is known of the rows. */
  onKnown: (known: { total: number; first: boolean; fault: FaultView | null; retry: () => void }) => void
}

/**
 * The rows of a tab as an ARIA grid. Only what is in sight is in the document: rows by arithmetic, columns by TanStack
 * Virtual. The grid itself keeps the focus and names the active cell, because cells come and go while one scrolls.
 */
export function Grid(props: Props) {
  const { tab, view, selection, onKnown, layout, onLayout } = props
  const scroller = useRef<HTMLDivElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const [want, setWant] = useState<Drawn>({ first: 0, last: 0 })
  const rows = useRows(tab, view, want)
  const { total, first, fault, retry } = rows
  const tall = useTallScroll({ scroller, layer, rows: total, rowHeight: ROW, headHeight: ROW })
  if (want !== tall.drawn) setWant(tall.drawn)
  // oxlint-disable-next-line react/exhaustive-deps -- `retry` is a new function each time and works as well as the last one
  useEffect(() => onKnown({ total, first, fault, retry }), [total, first, fault, onKnown])
  const { columns, width, shown } = useColumns(tab, layout, rows, scroller)
  const id = useId()
  const { focus } = selection
  const onMenu = ({ name, index }: Column) => {
    const anchor = document.getElementById(cellId(id, HEADER, index))
    if (anchor) props.onMenu({ column: name, anchor })
  }
  const { edit, ...input } = useGridInput({ ...props, onMenu, known: rows, page: tall.page, reveal: tall.reveal, columns, scroller })
  useShown(selection, columns, tall.reveal, scroller)
  const inSight = focus.row < 0 || (focus.row >= tall.drawn.first && focus.row < tall.drawn.last)
  return (
    <div
      ref={scroller}
      className={styles['scroller']}
      role="grid"
      tabIndex={0}
      aria-label={text.workbook.grid(tab.title)}
      aria-rowcount={total + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable="true"
      aria-activedescendant={inSight && columns.length > 0 ? cellId(id, focus.row, focus.column) : undefined}
      data-testid="grid"
      {...input}
    >
      <GridHead
        id={id}
        columns={shown}
        width={width}
        sort={view.sort}
        focus={focus}
        onSort={props.onSort}
        onWidth={(name, next) => onLayout(resized(layout, name, next))}
        onMenu={onMenu}
      />
      <div className={styles['canvas']} role="presentation" style={{ height: tall.height, width }}>
        <div ref={layer} className={styles['layer']} role="presentation">
          <GridRows id={id} drawn={tall.drawn} width={width} rows={rows} columns={shown} selection={selection} edit={edit} />
        </div>
      </div>
    </div>
  )
}

type RowsProps = Pick<ReturnType<typeof useGridInput>, 'edit'> & {
  id: string
  drawn: Drawn
  width: number
  rows: Rows
  columns: Column[]
  selection: Selection
}

function GridRows({ id, drawn, width, rows, columns, selection, edit }: RowsProps) {
  return range(drawn).map((index) => (
    <GridRow
      key={index}
      id={id}
      index={index}
      top={(index - drawn.first) * ROW}
      width={width}
      cells={rows.at(index)}
      deleted={rows.deleted(index)}
      lost={rows.fault !== null}
      columns={columns}
      selection={selection}
      editing={edit.editing?.row === index ? edit.editing : null}
      onEnd={edit.end}
    />
  ))
}

/** Brings the active cell in sight, also where something else than a key chose it. */
function useShown({ focus }: Selection, columns: Column[], reveal: (row: number) => void, scroller: React.RefObject<HTMLDivElement | null>) {
  const { row, column } = focus
  useEffect(() => {
    if (row >= 0) reveal(row)
    revealColumn(scroller.current, columns, column)
    // oxlint-disable-next-line react/exhaustive-deps -- a scroll must not be undone when a page arrives
  }, [row, column])
}

const range = ({ first, last }: Drawn): number[] =>
  Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index)

/** The grid's width before it is known, in pixels. */
const FIRST_WIDTH = 1200

/** All columns with their widths, and those in sight. Widths are set by the first page and then stay. */
function useColumns(tab: TabView, layout: Layout, rows: Rows, scroller: React.RefObject<HTMLDivElement | null>) {
  const [sample, setSample] = useState<NonNullable<ReturnType<Rows['at']>>[]>([])
  if (sample.length === 0 && rows.at(0)) setSample(range({ first: 0, last: 60 }).flatMap((row) => [rows.at(row) ?? []]))
  const [view, setView] = useState(FIRST_WIDTH)
  const columns = useMemo(() => measure(tab, layout, sample, view), [tab, layout, sample, view])
  const virtual = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => columns[index]?.width ?? 0,
    paddingStart: GUTTER,
    overscan: 2,
    initialRect: { width: FIRST_WIDTH, height: 600 },
  })
  const found = virtual.scrollRect?.width || FIRST_WIDTH
  if (found !== view) setView(found)
  useEffect(() => virtual.measure(), [virtual, columns])
  const passing = virtual.getVirtualItems().flatMap(({ index }) => columns[index] ?? [])
  const shown = [...columns.filter(({ frozen }) => frozen), ...passing.filter(({ frozen }) => !frozen)]
  return { columns, shown, width: virtual.getTotalSize() }
}

/** Columns with their places, in a view of so many pixels: no more are frozen than leave room for the others. */
function measure(tab: TabView, layout: Layout, sample: NonNullable<ReturnType<Rows['at']>>[], view: number): Column[] {
  let left = GUTTER
  return visible(tab.columns, layout).map((column, index) => {
    const { name, cell, at } = column
    const values = sample.map((row) => row[at] ?? null)
    const width = layout.widths[name] ?? columnWidth(titleOf(column), cell, values)
    left += width
    const frozen = index < layout.frozen && left <= view * FROZEN_PART
    return { ...column, index, left: left - width, width, frozen }
  })
}
