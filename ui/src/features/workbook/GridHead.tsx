import type { MouseEvent, PointerEvent } from 'react'

import type { Sort } from '../../generated/rpc'
import { classes } from '../../parts/classes'
import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import styles from './Grid.module.css'
import { type Placed, titleOf } from './layout'
import { cellId, GUTTER, ROW } from './measures'
import { HEADER, type Place } from './selection'

/** A column with its place in the grid, in pixels. */
export type Column = Placed & { index: number; left: number; width: number; frozen: boolean }

type Props = {
  id: string
  columns: Column[]
  width: number
  sort: Sort | null
  focus: Place
  onSort: (column: string) => void
  onWidth: (column: string, width: number) => void
  onMenu: (column: Column) => void
}

/** The header: names, keys, and the order of the rows. */
export function GridHead({ id, columns, width, sort, focus, onSort, onWidth, onMenu }: Props) {
  return (
    <div role="row" aria-rowindex={1} className={styles['head']} style={{ height: ROW, width }}>
      <div
        role="columnheader"
        aria-colindex={1}
        aria-label={text.workbook.rowNumber}
        className={styles['number']}
        style={{ width: GUTTER }}
      >
        {text.workbook.rowSign}
      </div>
      {columns.map((column) => (
        <Title
          key={column.name}
          id={cellId(id, HEADER, column.index)}
          column={column}
          order={sort?.column === column.name ? (sort.descending ? 'descending' : 'ascending') : 'none'}
          focused={focus.row === HEADER && focus.column === column.index}
          onSort={() => onSort(column.name)}
          onWidth={(next) => onWidth(column.name, next)}
          onMenu={() => onMenu(column)}
        />
      ))}
    </div>
  )
}

type TitleProps = {
  id: string
  column: Column
  order: 'ascending' | 'descending' | 'none'
  focused: boolean
  onSort: () => void
  onWidth: (width: number) => void
  onMenu: () => void
}

function Title({ id, column, order, focused, onSort, onWidth, onMenu }: TitleProps) {
  const { name, key, cell, index, left, width, frozen } = column
  const digits = cell === 'integer' || cell === 'number'
  return (
    // Keys reach it through the grid, which holds the focus: Enter on the header sorts.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="columnheader"
      aria-colindex={index + 2}
      aria-sort={order}
      className={classes(styles['cell'], styles['title'], digits && styles['digits'], frozen && styles['frozen'], focused && styles['focus'])}
      style={{ left, width }}
      title={key ? text.workbook.keyColumn(titleOf(column)) : titleOf(column)}
      onClick={onSort}
      onContextMenu={(event) => {
        event.preventDefault()
        onMenu()
      }}
      data-testid={`column-${name}`}
    >
      {key && <Icon name="key" size={14} />}
      <span>{titleOf(column)}</span>
      {order !== 'none' && <Icon name={order === 'ascending' ? 'arrowUp' : 'arrowDown'} size={14} />}
      <MenuButton column={column} onMenu={onMenu} />
      <Edge width={width} onWidth={onWidth} />
    </div>
  )
}

/** For the mouse. Keys open the menu from the header, which has the focus: Alt with the arrow down. */
function MenuButton({ column, onMenu }: { column: Column; onMenu: () => void }) {
  const open = (event: MouseEvent) => {
    event.stopPropagation()
    onMenu()
  }
  const label = text.workbook.columnMenu.open(titleOf(column))
  return (
    <button type="button" tabIndex={-1} className={styles['menu']} aria-label={label} title={label} aria-haspopup="menu" data-testid={`head-menu-${column.name}`} onClick={open}>
      <Icon name="chevronDown" size={16} />
    </button>
  )
}

/** The edge that sets the width. Keys do the same on the header: Alt with an arrow. */
function Edge({ width, onWidth }: { width: number; onWidth: (width: number) => void }) {
  const begin = ({ currentTarget: edge, clientX, pointerId }: PointerEvent<HTMLSpanElement>) => {
    edge.setPointerCapture(pointerId)
    const move = (event: globalThis.PointerEvent) => onWidth(width + event.clientX - clientX)
    const end = () => {
      edge.removeEventListener('pointermove', move)
      edge.removeEventListener('pointerup', end)
      edge.removeEventListener('pointercancel', end)
    }
    edge.addEventListener('pointermove', move)
    edge.addEventListener('pointerup', end)
    edge.addEventListener('pointercancel', end)
  }
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- a click on the edge is no click on the title
    <span
      className={styles['edge']}
      aria-hidden="true"
      onPointerDown={begin}
      onClick={(event) => event.stopPropagation()}
    />
  )
}
