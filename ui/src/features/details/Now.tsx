import { useProgress } from '../../app/engine'
import type { Action, ConnectionView, FaultView } from '../../generated/rpc'
import { FaultPanel } from '../../parts/FaultPanel'
import { isRunning } from '../connect/attempt'
import { WaitingPanel } from '../connect/WaitingPanel'
import { SchemaNotes } from '../connections/SchemaNotes'
import { GrantNotes } from '../grant/GrantNotes'
import { SyncProgress } from '../workbook/SyncProgress'
import styles from './Details.module.css'

type Props = {
  connection: ConnectionView
  fault: FaultView | null
  onAction: ((action: Action) => void) | undefined
}

/** What goes on with the connection, and what waits for the person; nothing where all is well. */
export function Now({ connection, fault, onAction }: Props) {
  const progress = useProgress(connection)
  if (isRunning(connection)) {
    return (
      <div className={styles['now']}>
        <WaitingPanel connection={connection} />
      </div>
    )
  }
  return (
    <div className={styles['now']}>
      {connection.status === 'syncing' ? (
        <SyncProgress connection={connection} progress={progress} />
      ) : (
        fault && (
          <div className={styles['fault']} data-look={connection.status}>
            <FaultPanel fault={fault} onAction={onAction} quiet />
          </div>
        )
      )}
      <GrantNotes connection={connection} />
      <SchemaNotes connection={connection} />
    </div>
  )
}
