import type { TabView } from '../../generated/rpc'
import { text } from '../../text'
import { type Layout, titleOf, visible } from './layout'
import { HEADER, isRange, rectangle, type Selection } from './selection'
import { Totals } from './Totals'
import { isWritten } from './useEdit'
import { orderOf, type View } from './view'
import styles from './Workbook.module.css'

const words = text.workbook

type Props = { tab: TabView; view: View; total: number; layout: Layout; selection: Selection }

/** The status bar: how many rows there are and in which order, what the selection comes to, and which keys there are. */
export function Foot({ tab, view, total, layout, selection }: Props) {
  const { sort, filters } = view
  const column = tab.columns.find(({ name }) => name === sort?.column)
  return (
    <div className={styles['foot']}>
      <span className={styles['count']} data-testid="row-count">
        {filters.length > 0 ? words.rowsOf(total, tab.rows) : words.rows(total)}
      </span>
      {/* What a selection comes to has its room, so that the bar stays one line. */}
      {(sort || !isRange(selection)) && (
        <span data-testid="sorted">
          {sort ? words.sorted(column ? titleOf(column) : sort.column, orderOf(column?.cell), sort.descending) : words.unsorted}
        </span>
      )}
      <Totals tab={tab} view={view} layout={layout} selection={selection} />
      <span role="status" data-testid="selection">
        {said(selection, isWritten(visible(tab.columns, layout)[selection.focus.column]))}
      </span>
    </div>
  )
}

function said(selection: Selection, written: boolean): string {
  const { top, bottom, left, right } = rectangle(selection)
  if (isRange(selection)) return words.selection(bottom - top + 1, right - left + 1)
  if (selection.focus.row === HEADER) return words.headKeys
  return written ? words.userColumns.editKeys : words.keys
}
