import type { ColumnView } from '../../generated/rpc'
import { text } from '../../text'
import { AddFilter, FilterChip } from '../workbook/Filters'
import styles from './ColumnsDialog.module.css'
import type { Draft } from './draft'

type Props = { cursor: string | null; draft: Draft; onDraft: (draft: Draft) => void }

/** Which rows are written: those that meet every filter. A filter may look at a column that is not written. */
export function RowFilters({ cursor, draft, onDraft }: Props) {
  const { columns, rows } = draft
  const views = columns.map(({ name, title, cell, key }): ColumnView => ({ name, title, cell: cell ?? 'text', key, user: null }))
  return (
    <section className={styles['rows']} aria-label={text.columns.rows}>
      <span>{rows.length > 0 ? text.columns.rowsSome : text.columns.rowsAll}</span>
      {rows.map((filter) => (
        <FilterChip
          key={JSON.stringify(filter)}
          filter={filter}
          onRemove={() => onDraft({ ...draft, rows: rows.filter((other) => other !== filter) })}
        />
      ))}
      <AddFilter columns={views} onAdd={(filter) => onDraft({ ...draft, rows: [...rows, filter] })} />
      {cursor !== null && <small data-testid="rows-sent">{text.columns.rowsSent(cursor)}</small>}
    </section>
  )
}
