import { type Doing, useProgress } from '../../app/engine'
import { useFaultAction } from '../../app/faultAction'
import { relabelled } from '../../app/key'
import type { ConnectionView, TabView } from '../../generated/rpc'
import { FaultPanel } from '../../parts/FaultPanel'
import { isRunning } from '../connect/attempt'
import { WaitingPanel } from '../connect/WaitingPanel'
import { SyncProgress } from './SyncProgress'
import styles from './Workbook.module.css'

type Props = { tab: TabView; connection: ConnectionView | undefined; sync: Doing<'sync'> }

/** What happens to the tab's rows right now: an authorization, a sync, or what keeps them from coming. */
export function TabTrouble({ tab, connection, sync }: Props) {
  return connection ? <Strip tab={tab} connection={connection} sync={sync} /> : null
}

function Strip({ tab, connection, sync }: Props & { connection: ConnectionView }) {
  const { id, status, streams, trouble, attempt } = connection
  const progress = useProgress(connection)
  const act = useFaultAction(connection, () => sync.mutate({ id }))
  const streamFault = streams.find((stream) => stream.tab === tab.id)?.fault
  const refused = sync.variables?.id === id ? sync.error : null
  const fault = refused ?? attempt?.fault ?? trouble ?? streamFault
  const content = isRunning(connection) ? (
    <WaitingPanel connection={connection} />
  ) : status === 'syncing' ? (
    <SyncProgress connection={connection} progress={progress} />
  ) : (
    fault && <FaultPanel fault={relabelled(connection, fault)} onAction={act} quiet />
  )
  return content ? <div className={styles['strip']} data-look={status}>{content}</div> : null
}
