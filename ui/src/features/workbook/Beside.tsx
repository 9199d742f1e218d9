import type { ChartQuery, Filter, TabView } from '../../generated/rpc'
import { ChartPanel } from './ChartPanel'
import { ProfilePanel } from './ProfilePanel'
import { RowPanel } from './RowPanel'
import type { View } from './view'

/** What stands beside the grid, if anything does. */
export type Panel = { kind: 'row' } | { kind: 'profile'; column: string } | { kind: 'chart'; chart: ChartQuery } | null

type Props = {
  panel: Panel
  tab: TabView
  view: View
  /** The row that has the focus, and the column. */
  row: number
  column: string | undefined
  onChart: (chart: ChartQuery) => void
  onFilter: (filter: Filter) => void
  onClose: () => void
}

/** The panel beside the grid. */
export function Beside({ panel, tab, view, row, column, onChart, onFilter, onClose }: Props) {
  switch (panel?.kind) {
    case 'row':
      return <RowPanel tab={tab} view={view} row={row} column={column} onClose={onClose} />
    case 'chart':
      return <ChartPanel tab={tab} view={view} chart={panel.chart} onChart={onChart} onFilter={onFilter} onClose={onClose} />
    case 'profile': {
      const profiled = tab.columns.find(({ name }) => name === panel.column)
      return profiled && <ProfilePanel key={profiled.name} tab={tab} view={view} column={profiled} onFilter={onFilter} onClose={onClose} />
    }
    default:
      return null
  }
}
