import { type ReactNode, useCallback } from 'react'

import { useDo } from '../../app/engine'
import type { Filter, TabView } from '../../generated/rpc'
import { useHost } from '../../host'
import { Button } from '../../parts/Button'
import { useSayFault } from '../../parts/useSayFault'
import { text } from '../../text'
import { AddFilter, FilterChip, Search } from './Filters'
import { useRemoval } from './useRemoval'
import { type View, withSearch } from './view'
import styles from './Workbook.module.css'

const words = text.workbook

type Props = {
  tab: TabView
  view: View
  onView: (view: Partial<View>) => void
  /** Stands beside the filters. */
  children: ReactNode
}

/** What narrows the rows, and what else can be done with the tab. */
export function SheetTools({ tab, view, onView, children }: Props) {
  const { filters } = view
  const search = filters.find(({ column }) => column === null)?.value ?? ''
  const onSearch = useCallback((value: string) => onView({ filters: withSearch(filters, value) }), [filters, onView])
  const remove = (gone: Filter) => onView({ filters: filters.filter((filter) => filter !== gone) })
  return (
    <div className={styles['tools']}>
      <Search value={search} onSearch={onSearch} />
      <AddFilter columns={tab.columns} onAdd={(filter) => onView({ filters: [...filters, filter] })} />
      {children}
      {filters.flatMap((filter) =>
        filter.column === null ? (
          []
        ) : (
          <FilterChip key={JSON.stringify(filter)} filter={filter} onRemove={() => remove(filter)} />
        ),
      )}
      {tab.deleted > 0 && <Deleted tab={tab} hidden={view.hideDeleted} onHide={(hideDeleted) => onView({ hideDeleted })} />}
    </div>
  )
}

/** Rows that are gone at the source: they stay, struck out, until somebody says. */
function Deleted({ tab, hidden, onHide }: { tab: TabView; hidden: boolean; onHide: (hide: boolean) => void }) {
  const host = useHost()
  const drop = useDo('drop_deleted')
  const removed = useRemoval()
  const sayFault = useSayFault()
  // Not in `onSuccess` of `mutate`: with its rows this component is gone by then.
  const dropAll = async () =>
    removed({
      says: words.dropped(await drop.mutateAsync({ tab: tab.id })),
      restore: async () => words.restored(await host.rpc('restore_rows', { tab: tab.id })),
    })
  return (
    <div className={styles['facts']} data-testid="deleted-rows">
      <span>{words.deleted(tab.deleted)}</span>
      <Button look="quiet" data-testid="hide-deleted" onClick={() => onHide(!hidden)}>
        {hidden ? words.showDeleted : words.hideDeleted}
      </Button>
      <Button look="quiet" busy={drop.isPending} data-testid="drop-deleted" onClick={() => void dropAll().catch(sayFault)}>
        {words.dropDeleted}
      </Button>
    </div>
  )
}
