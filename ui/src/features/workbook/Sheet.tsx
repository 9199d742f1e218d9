import { useCallback, useState } from 'react'

import type { ChartQuery, ConnectionView, FaultView, Filter, TabView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { FaultPanel } from '../../parts/FaultPanel'
import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import { ColumnsDialog } from '../columns/ColumnsDialog'
import { Beside, type Panel } from './Beside'
import { ChangesButton } from './Changes'
import { ColumnMenu, type OpenMenu } from './ColumnMenu'
import { Columns } from './Columns'
import { FindBar } from './FindBar'
import { Foot } from './Foot'
import { Grid } from './Grid'
import gridStyles from './Grid.module.css'
import { keepChart, keptChart, newChart } from './keptChart'
import { keepLayout, keptLayout, type Layout, visible } from './layout'
import { Ordering } from './Ordering'
import type { Selection } from './selection'
import { SheetTools } from './SheetTools'
import { AddColumn } from './UserColumns'
import { nextSort, type View, WHOLE } from './view'
import styles from './Workbook.module.css'

const words = text.workbook
const CORNER: Selection = { anchor: { row: 0, column: 0 }, focus: { row: 0, column: 0 } }

/** What the grid has found out about the rows. */
type Known = { total: number; first: boolean; fault: FaultView | null; retry: () => void }

type Props = { tab: TabView; connection: ConnectionView | undefined }
type SheetProps = Props & { entity: string }

/** A tab: what filters it, its rows, and what stands beside them. */
export function Sheet({ tab, connection, entity }: SheetProps) {
  const sheet = useSheet(tab)
  const { view, selection, setSelection, layout, arrange, panel, setPanel, show, close, leave, change, chart } = sheet
  const [menu, setMenu] = useState<OpenMenu | null>(null)
  const [known, setKnown] = useState<Known>({ total: tab.rows, first: true, fault: null, retry: () => undefined })
  const narrow = (filter: Filter) => change({ filters: [...view.filters, filter] })
  return (
    <>
      <Head tab={tab} entity={entity} sheet={sheet} />
      {known.fault && (
        <div className={styles['strip']}>
          <FaultPanel fault={known.fault} onAction={known.retry} />
        </div>
      )}
      <div className={styles['body']}>
        <Grid
          tab={tab}
          view={view}
          selection={selection}
          onSelection={setSelection}
          layout={layout}
          onLayout={arrange}
          onSort={(column) => change({ sort: nextSort(view.sort, column) })}
          onOpen={() => known.total > 0 && setPanel({ kind: 'row' })}
          onLeave={leave}
          onMenu={setMenu}
          onKnown={setKnown}
        />
        {known.first && !known.fault && <Ordering tab={tab.id} />}
        {known.total === 0 && !known.first && <NoRows tab={tab} connection={connection} view={view} onView={change} />}
        <Beside
          panel={panel}
          tab={tab}
          view={view}
          row={selection.focus.row}
          column={visible(tab.columns, layout)[selection.focus.column]?.name}
          onChart={show}
          onFilter={narrow}
          onClose={close}
        />
      </div>
      {menu && (
        <ColumnMenu
          tab={tab}
          menu={menu}
          layout={layout}
          onLayout={arrange}
          onSort={(sort) => change({ sort })}
          onProfile={(column) => setPanel({ kind: 'profile', column })}
          onChart={chart}
          onClose={() => setMenu(null)}
        />
      )}
      <Foot tab={tab} view={view} total={known.total} layout={layout} selection={selection} />
    </>
  )
}

type HeadProps = { tab: TabView; entity: string; sheet: ReturnType<typeof useSheet> }

/** What can be done with the whole tab. */
function Head({ tab, entity, sheet: { view, change, layout, arrange, selection, setSelection, chart } }: HeadProps) {
  const [choosing, setChoosing] = useState(false)
  return (
    <>
      <SheetTools tab={tab} view={view} onView={change}>
        <Columns tab={tab} layout={layout} onLayout={arrange} onChoose={tab.connection ? () => setChoosing(true) : undefined} />
        <AddColumn tab={tab} />
        <Button look="quiet" data-testid="chart-open" onClick={() => chart()}>
          <Icon name="chart" size={18} />
          {words.chart.open}
        </Button>
        <ChangesButton tab={tab} entity={entity} />
        <FindBar tab={tab} view={view} layout={layout} selection={selection} onSelection={setSelection} />
      </SheetTools>
      {choosing && tab.connection && (
        <ColumnsDialog connection={tab.connection} stream={tab.title} onClose={() => setChoosing(false)} />
      )}
    </>
  )
}

/** How a tab is looked at. Layout and chart are kept on this computer. */
function useSheet(tab: TabView) {
  const [view, setView] = useState<View>(WHOLE)
  const [selection, setSelection] = useState(CORNER)
  const [layout, setLayout] = useState(() => keptLayout(tab.id))
  const [panel, setPanel] = useState<Panel>(() => {
    const chart = keptChart(tab)
    return chart && { kind: 'chart', chart }
  })
  const change = useCallback((next: Partial<View>) => {
    setView((before) => ({ ...before, ...next }))
    setSelection(CORNER)
    setPanel((before) => (before?.kind === 'row' ? null : before))
  }, [])
  const arrange = (next: Layout) => {
    keepLayout(tab.id, next)
    setLayout(next)
    if (visible(tab.columns, next).length !== visible(tab.columns, layout).length) setSelection(CORNER)
  }
  /** Shows a chart and keeps it; null closes what is beside the grid, and forgets it where it is the chart. */
  const show = (chart: ChartQuery | null) => {
    if (chart || panel?.kind === 'chart') keepChart(tab, chart)
    setPanel(chart && { kind: 'chart', chart })
  }
  const chart = (by?: string) => {
    const begun = newChart(tab.columns, by)
    if (begun) show(begun)
  }
  const close = () => {
    show(null)
    document.querySelector<HTMLElement>('[role=grid]')?.focus()
  }
  /** Esc in the grid. A chart is kept with the tab: only an Esc of its own forgets it. */
  const leave = () => panel?.kind !== 'chart' && close()
  return { chart, view, change, selection, setSelection, layout, arrange, panel, setPanel, show, close, leave }
}

function NoRows({ tab, connection, view, onView }: Props & { view: View; onView: (view: Partial<View>) => void }) {
  const filtered = view.filters.length > 0
  const syncing = connection?.status === 'syncing'
  const says = syncing ? words.noRowsSyncing : tab.syncedAt ? words.noRows : null
  return (
    <div className={gridStyles['message']} data-testid="no-rows">
      <h2>{filtered ? words.noMatch : words.noRowsYet}</h2>
      {filtered ? (
        <Button data-testid="clear-filters" onClick={() => onView({ filters: [] })}>
          {words.clearFilters}
        </Button>
      ) : (
        says && <p>{says}</p>
      )}
    </div>
  )
}
