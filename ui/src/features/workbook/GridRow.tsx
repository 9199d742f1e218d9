import { memo, type ReactNode } from 'react'

import { classes } from '../../parts/classes'
import { text } from '../../text'
import { number } from '../../text/format'
import { face, type Value } from './cell'
import { CellEditor } from './CellEditor'
import editorStyles from './CellEditor.module.css'
import styles from './Grid.module.css'
import type { Column } from './GridHead'
import { cellId, GUTTER, ROW } from './measures'
import { rectangle, type Selection } from './selection'
import { type Editing, isWritten, type Step } from './useEdit'

type Props = {
  id: string
  index: number
  top: number
  width: number
  /** Undefined while they load. */
  cells: Value[] | undefined
  /** Marked as gone at the source. */
  deleted: boolean
  /** Their page could not be read. */
  lost: boolean
  columns: Column[]
  selection: Selection
  /** The text that the cell which is edited begins with, and its column; null in all other rows. */
  editing: Editing | null
  onEnd: (value: string | null, step: Step) => void
}

/** A row of the grid. */
export const GridRow = memo(function GridRow({ id, index, top, width, cells, deleted, lost, columns, selection, editing, onEnd }: Props) {
  const { top: from, bottom, left, right } = rectangle(selection)
  const { focus } = selection
  const inRows = focus.row >= 0 && index >= from && index <= bottom
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes(styles['row'], deleted && styles['deleted'])}
      style={{ top, width, height: ROW }}
      aria-busy={!cells && !lost}
    >
      <div
        role="rowheader"
        aria-colindex={1}
        aria-label={deleted ? `${number(index + 1)}, ${text.workbook.deletedRow}` : undefined}
        className={styles['number']}
        style={{ width: GUTTER }}
      >
        {number(index + 1)}
      </div>
      {columns.map((column) => (
        <Cell
          key={column.name}
          id={cellId(id, index, column.index)}
          row={index}
          column={column}
          value={cells?.[column.at]}
          lost={lost && !cells}
          picked={inRows && column.index >= left && column.index <= right}
          focused={focus.row === index && focus.column === column.index}
          editor={editing?.column === column.index && <CellEditor column={column} draft={editing.draft} onEnd={onEnd} />}
        />
      ))}
    </div>
  )
})

type CellProps = {
  id: string
  row: number
  column: Column
  value: Value | undefined
  lost: boolean
  picked: boolean
  focused: boolean
  editor: ReactNode
}

function Cell({ id, row, column, value, lost, picked, focused, editor }: CellProps) {
  const digits = column.cell === 'integer' || column.cell === 'number'
  return (
    <div
      id={id}
      role="gridcell"
      aria-colindex={column.index + 2}
      aria-selected={picked}
      className={classes(
        styles['cell'],
        digits && styles['digits'],
        column.frozen && styles['frozen'],
        lost && styles['lost'],
        picked && styles['picked'],
        focused && styles['focus'],
      )}
      style={{ left: column.left, width: column.width }}
      // oxlint-disable-next-line jsx-a11y/role-supports-aria-props -- WAI-ARIA 1.2 has it for grid cells
      aria-readonly={!isWritten(column)}
      data-row={row}
      data-column={column.index}
      data-testid={`cell-${row}-${column.index}`}
    >
      {editor}
      {value === undefined ? !lost && <span className={styles['bone']} /> : <Content value={value} column={column} />}
    </div>
  )
}

function Content({ value, column }: { value: Value; column: Column }) {
  const { kind, text: shown } = face(value, column.cell)
  // What nobody has written yet is just empty.
  if (column.user && value === null) return null
  if (column.user?.kind === 'tags') return <Tags value={shown} />
  switch (kind) {
    case 'null':
      return <span className={styles['null']}>{text.workbook.nullCell}</span>
    case 'empty':
      return <span className={styles['empty']}>{text.workbook.emptyCell}</span>
    case 'flag':
      return <span>{shown === 'true' ? text.workbook.true : text.workbook.false}</span>
    case 'json':
      return <span className={styles['json']}>{shown}</span>
    case 'text':
    case 'number':
      return <span>{shown}</span>
  }
}

const Tags = ({ value }: { value: string }) => (
  <span className={editorStyles['tags']}>
    {value.split(', ').map((tag) => (
      <span key={tag} className={editorStyles['tag']}>
        {tag}
      </span>
    ))}
  </span>
)
