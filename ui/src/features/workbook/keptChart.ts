import type { ChartQuery, ColumnView, TabView } from '../../generated/rpc'

/** The chart that was kept of a tab: it is shown again when the tab is opened. */
export function keptChart({ id, columns }: TabView): ChartQuery | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key(id)) ?? 'null') as ChartQuery | null
    const known = (name: string | null) => name === null || columns.some((column) => column.name === name)
    return kept && known(kept.by) && known(kept.sum) ? kept : null
  } catch {
    return null
  }
}

/** Keeps a tab's chart on this computer; null: it has none any more. */
export function keepChart({ id }: TabView, chart: ChartQuery | null): void {
  if (chart) localStorage.setItem(key(id), JSON.stringify(chart))
  else localStorage.removeItem(key(id))
}

/** A chart to begin with: by the column that is asked for, else over time where the tab has times. */
export function newChart(columns: ColumnView[], by?: string): ChartQuery | null {
  const first = columns.find(({ cell }) => cell === 'time') ?? columns.find(({ key: isKey }) => !isKey) ?? columns[0]
  const name = by ?? first?.name
  return name === undefined ? null : { by: name, span: 'month', sum: null }
}

const key = (tab: string): string => `chart/${tab}`
