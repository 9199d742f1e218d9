import { useCallback, useState } from 'react'

import type { ConnectionView, FaultView, TabView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { FaultPanel } from '../../parts/FaultPanel'
import { text } from '../../text'
import { ColumnsDialog } from '../columns/ColumnsDialog'
import { ChangesButton } from './Changes'
import { Columns } from './Columns'
import { FindBar } from './FindBar'
import { Grid } from './Grid'
import gridStyles from './Grid.module.css'
import { keepLayout, keptLayout, type Layout, titleOf, visible } from './layout'
import { RowPanel } from './RowPanel'
import { HEADER, isRange, rectangle, type Selection } from './selection'
import { SheetTools } from './SheetTools'
import { isWritten } from './useEdit'
import { AddColumn } from './UserColumns'
import { nextSort, type View, WHOLE } from './view'
import styles from './Workbook.module.css'

const words = text.workbook
const CORNER: Selection = { anchor: { row: 0, column: 0 }, focus: { row: 0, column: 0 } }

/** What the grid has found out about the rows. */
type Known = { total: number; first: boolean; fault: FaultView | null; retry: () => void }

type Props = { tab: TabView; connection: ConnectionView | undefined }
type SheetProps = Props & { entity: string }

/** A tab: what filters it, its rows, and the row that is open. */
export function Sheet({ tab, connection, entity }: SheetProps) {
  const [view, setView] = useState<View>(WHOLE)
  const [selection, setSelection] = useState(CORNER)
  const [opened, setOpened] = useState(false)
  const [choosing, setChoosing] = useState(false)
  const [layout, setLayout] = useState(() => keptLayout(tab.id))
  const [known, setKnown] = useState<Known>({ total: tab.rows, first: true, fault: null, retry: () => undefined })
  const change = useCallback((next: Partial<View>) => {
    setView((before) => ({ ...before, ...next }))
    setSelection(CORNER)
    setOpened(false)
  }, [])
  const arrange = (next: Layout) => {
    keepLayout(tab.id, next)
    setLayout(next)
    if (visible(tab.columns, next).length !== visible(tab.columns, layout).length) setSelection(CORNER)
  }
  const close = () => {
    setOpened(false)
    document.querySelector<HTMLElement>('[role=grid]')?.focus()
  }
  return (
    <>
      <SheetTools tab={tab} view={view} total={known.total} onView={change}>
        <Columns tab={tab} layout={layout} onLayout={arrange} onChoose={tab.connection ? () => setChoosing(true) : undefined} />
        <AddColumn tab={tab} />
        <ChangesButton tab={tab} entity={entity} />
        <FindBar tab={tab} view={view} layout={layout} selection={selection} onSelection={setSelection} />
      </SheetTools>
      {choosing && tab.connection && (
        <ColumnsDialog connection={tab.connection} stream={tab.title} onClose={() => setChoosing(false)} />
      )}
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
          onOpen={() => known.total > 0 && setOpened(true)}
          onKnown={setKnown}
        />
        {known.total === 0 && !known.first && <NoRows tab={tab} connection={connection} view={view} onView={change} />}
        {opened && <RowPanel tab={tab} view={view} row={selection.focus.row} column={visible(tab.columns, layout)[selection.focus.column]?.name} onClose={close} />}
      </div>
      <Foot tab={tab} view={view} selection={selection} written={isWritten(visible(tab.columns, layout)[selection.focus.column])} />
    </>
  )
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

type FootProps = { tab: TabView; view: View; selection: Selection; written: boolean }

function Foot({ tab, view: { sort }, selection, written }: FootProps) {
  const column = tab.columns.find(({ name }) => name === sort?.column)
  const { top, bottom, left, right } = rectangle(selection)
  return (
    <div className={styles['foot']}>
      <span data-testid="sorted">{sort ? words.sorted(column ? titleOf(column) : sort.column, sort.descending) : words.unsorted}</span>
      <span role="status" data-testid="selection">
        {isRange(selection)
          ? words.selection(bottom - top + 1, right - left + 1)
          : selection.focus.row === HEADER
            ? words.headKeys
            : written
              ? words.userColumns.editKeys
              : words.keys}
      </span>
    </div>
  )
}
