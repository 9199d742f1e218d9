import { useAsk } from '../../app/engine'
import type { TabView } from '../../generated/rpc'
import { useCopy } from '../../parts/clipboard'
import { useRested } from '../../parts/rested'
import { text } from '../../text'
import { result } from '../../text/format'
import { type Layout, visible } from './layout'
import { isRange, rectangle, type Selection } from './selection'
import styles from './Summaries.module.css'
import type { View } from './view'

const words = text.workbook.totals
/** How long a selection must rest before its totals are asked for. */
const REST = 150

type Props = { tab: TabView; view: View; layout: Layout; selection: Selection }

/** What the selected cells come to; each total is copied with a click. The store adds up, so whole columns are fine. */
export function Totals({ tab, view, layout, selection }: Props) {
  const rested = useRested(selection, REST)
  const copy = useCopy()
  const { top, bottom, left, right } = rectangle(rested)
  const columns = visible(tab.columns, layout).slice(left, right + 1)
  const query = { ...view, offset: top, limit: bottom - top + 1 }
  const selected = isRange(selection)
  const { data } = useAsk('totals', { tab: tab.id, query, columns: columns.map(({ name }) => name) }, { enabled: selected && isRange(rested) })
  if (!selected) return null
  if (!data || rested !== selection) return <span className={styles['totals']}>{words.reading}</span>
  const { filled, numbers, sum, mean, least, greatest } = data
  const totals: Total[] = [{ id: 'filled', says: words.filled(result(filled)), value: filled }]
  if (numbers > 0) totals.push(...given('sum', words.sum, sum), ...given('mean', words.mean, mean), ...given('least', words.least, least), ...given('greatest', words.greatest, greatest))
  return (
    <span className={styles['totals']} role="group" aria-label={words.label} data-testid="totals">
      {totals.map(({ id, says, value }) => (
        <button key={id} type="button" className={styles['total']} title={words.copy(says)} data-testid={`total-${id}`} onClick={() => void copy(String(value), text.actions.copied)}>
          {says}
        </button>
      ))}
    </span>
  )
}

type Total = { id: string; says: string; value: string | number }

const given = (id: string, says: (value: string) => string, value: string | number | null): Total[] =>
  value === null ? [] : [{ id, says: says(result(value)), value }]
