import { useAsk } from '../../app/engine'
import type { ChartQuery, ChartSpan, ChartView, ColumnView, Filter, TabView } from '../../generated/rpc'
import { FaultPanel } from '../../parts/FaultPanel'
import { SelectField } from '../../parts/Field'
import { Loading } from '../../parts/Loading'
import { text } from '../../text'
import { result } from '../../text/format'
import { type Bar, Histogram, ValueBars } from './Bars'
import { face } from './cell'
import { titleOf } from './layout'
import { SidePanel } from './SidePanel'
import styles from './Summaries.module.css'
import { rowsOf, type View } from './view'

const words = text.workbook.chart
const SPANS: readonly ChartSpan[] = ['day', 'week', 'month', 'year']

type Props = {
  tab: TabView
  view: View
  chart: ChartQuery
  onChart: (chart: ChartQuery) => void
  onFilter: (filter: Filter) => void
  onClose: () => void
}

/** A simple chart of a tab: rows counted, or a column added up, over time or by value. It follows the filters. */
export function ChartPanel({ tab, view, chart, onChart, onFilter, onClose }: Props) {
  const { columns } = tab
  const { data, error, refetch } = useAsk('chart', { tab: tab.id, query: rowsOf(view), chart })
  const by = columns.find(({ name }) => name === chart.by)
  const summed = columns.find(({ name }) => name === chart.sum)
  const choices = columns.filter(({ cell }) => cell === 'integer' || cell === 'number')
  return (
    <SidePanel title={words.title(tab.title)} testId="chart" onClose={onClose}>
      <div className={styles['body']}>
        <div className={styles['choice']}>
          <SelectField label={words.by} value={chart.by} onChange={(next) => onChart({ ...chart, by: next })} options={columns.map(named)} testId="chart-by" />
          {by?.cell === 'time' && (
            <SelectField
              label={words.span}
              value={chart.span}
              onChange={(next) => onChart({ ...chart, span: SPANS.find((span) => span === next) ?? 'month' })}
              options={SPANS.map((span) => ({ value: span, title: words.spans[span] }))}
              testId="chart-span"
            />
          )}
          <SelectField
            label={words.shows}
            value={chart.sum ?? ''}
            onChange={(next) => onChart({ ...chart, sum: next || null })}
            options={[{ value: '', title: words.count }, ...choices.map((column) => ({ value: column.name, title: words.sum(titleOf(column)) }))]}
            testId="chart-shows"
          />
        </div>
        {error && <FaultPanel fault={error} onAction={() => void refetch()} />}
        {!error && !data && <Loading />}
        {data && by && <Drawn view={data} asked={chart.span} by={by} shows={summed ? words.sum(titleOf(summed)) : words.count} onFilter={onFilter} />}
      </div>
    </SidePanel>
  )
}

type DrawnProps = { view: ChartView; asked: ChartSpan; by: ColumnView; shows: string; onFilter: (filter: Filter) => void }

function Drawn({ view, asked, by, shows, onFilter }: DrawnProps) {
  const { span, bars, others, othersAmount, undated } = view
  if (bars.length === 0) return <p className={styles['note']}>{words.nothing}</p>
  const label = words.picture(shows, titleOf(by), bars.length)
  if (span !== null) {
    const notes = [span === asked ? '' : words.longer(words.spans[span]), undated === 0 ? '' : words.undated(result(undated)), words.utc]
    return (
      <>
        <Histogram label={label} bars={bars.map(({ value, amount }) => barOf(spanName(String(value), span), amount))} testId="chart-bars" />
        <p className={styles['note']}>{notes.filter(Boolean).join(' ')}</p>
      </>
    )
  }
  const values = bars.map(({ value, amount }) => ({
    ...barOf(nameOf(value, by), amount),
    onPick: () =>
      onFilter(value === null || value === '' ? { column: by.name, op: 'empty', value: '' } : { column: by.name, op: 'equals', value: String(value) }),
  }))
  const rest = others > 0 ? [barOf(words.others(others), othersAmount)] : []
  return <ValueBars label={label} amounts={shows} bars={[...values, ...rest]} testId="chart-bars" />
}

const named = (column: ColumnView) => ({ value: column.name, title: titleOf(column) })

/** A span by its first day, of which so much is said: `2026-11-22`, `2026-11`, `2026`. */
const spanName = (first: string, span: ChartSpan): string => first.slice(0, { day: 10, week: 10, month: 7, year: 4 }[span])

const barOf = (name: string, amount: number): Bar => ({ name, amount, shown: result(amount) })

function nameOf(value: ChartView['bars'][number]['value'], { cell }: ColumnView): string {
  if (typeof value === 'boolean') return text.workbook[value ? 'true' : 'false']
  const { kind, text: shown } = face(value, cell)
  return kind === 'null' ? text.workbook.nullCell : kind === 'empty' ? text.workbook.emptyCell : shown
}
