import { type ReactNode, useState } from 'react'

import { useDo, useProgress } from '../../app/engine'
import { useFaultAction } from '../../app/faultAction'
import { relabelled } from '../../app/key'
import { useRest } from '../../app/rest'
import { href } from '../../app/route'
import type { ConnectionView } from '../../generated/rpc'
import { ConnectorIcon } from '../../parts/ConnectorIcon'
import { FaultPanel } from '../../parts/FaultPanel'
import { Moment } from '../../parts/Moment'
import { StatusMark } from '../../parts/StatusMark'
import { text } from '../../text'
import { isRunning } from '../connect/attempt'
import { WaitingPanel } from '../connect/WaitingPanel'
import { GrantNotes, hasNotes, isNoted } from '../grant/GrantNotes'
import { NextSync } from '../schedule/NextSync'
import { SyncProgress } from '../workbook/SyncProgress'
import type { Question } from './ConnectionDialog'
import { ConnectionMenu } from './ConnectionMenu'
import styles from './Connections.module.css'
import { Need } from './Need'
import { newest } from './newest'

/** A connection in the list: who, how it is, when it last worked, and the one thing that it needs. */
export function ConnectionRow({ connection }: { connection: ConnectionView }) {
  const [question, ask] = useState<Question | null>(null)
  const rest = useRest(question !== null)
  const below = useBelow(connection)
  return (
    <div
      className={styles['row']}
      data-testid={`connection-${connection.id}`}
      data-look={isRunning(connection) ? 'waiting' : connection.status}
      data-plain={below ? undefined : true}
    >
      <div className={styles['line']}>
        <ConnectorIcon svg={connection.icon} size={36} />
        <Who connection={connection} />
        <StatusMark status={connection.status} testId={`status-${connection.id}`} />
        <LastSync connection={connection} />
        <div className={styles['actions']}>
          <Need connection={connection} />
          <ConnectionMenu connection={connection} onAsk={ask} />
        </div>
      </div>
      {below && <div className={styles['below']}>{below}</div>}
      {rest && question && <rest.ConnectionDialog question={question} connection={connection} onClose={() => ask(null)} />}
    </div>
  )
}

function Who({ connection: { id, name, entity, state, account, connectorName } }: { connection: ConnectionView }) {
  const target =
    state === 'draft'
      ? href({ screen: 'connect', id, step: null })
      : entity && href({ screen: 'workbook', entity: entity.id, tab: null })
  return (
    <div className={styles['who']}>
      {target ? (
        <a className={styles['name']} href={target} title={name} data-testid={`open-${id}`}>
          {name}
        </a>
      ) : (
        <p className={styles['name']} title={name}>
          {name}
        </p>
      )}
      <p className={styles['account']} title={account ?? undefined}>
        {account ?? (state === 'draft' ? text.connections.noAccount : connectorName)}
      </p>
    </div>
  )
}

function LastSync({ connection }: { connection: ConnectionView }) {
  const { id, rows, lastSync, status } = connection
  if (!lastSync) return <p className={styles['sync']}>{text.connections.neverSynced}</p>
  const { endedAt, failed, streams } = lastSync
  const syncedAt = newest(connection)
  return (
    <div className={styles['sync']}>
      <p className={styles['rows']} data-testid={`rows-${id}`}>
        {text.units.rows(rows)}
      </p>
      {endedAt && syncedAt && <Moment at={syncedAt} says={text.connections.synced} testId={`synced-${id}`} />}
      {endedAt && failed > 0 && status !== 'reauthorize' && (
        <p className={styles['failed']}>{text.connections.failedStreams(failed, streams)}</p>
      )}
      <NextSync connection={connection} />
    </div>
  )
}

/** What the connection has to say, or null. */
function useBelow(connection: ConnectionView): ReactNode {
  const sync = useDo('sync')
  const progress = useProgress(connection)
  const act = useFaultAction(connection, () => sync.mutate({ id: connection.id }))
  const { attempt, status, state } = connection
  const fault = sync.error ?? attempt?.fault ?? connection.trouble
  if (isRunning(connection)) return <WaitingPanel connection={connection} />
  if (status === 'syncing') return <SyncProgress connection={connection} progress={progress} />
  const shown = !fault || state === 'draft' || isNoted(connection, fault) ? null : fault
  if (!shown && !hasNotes(connection)) return null
  // *Reconnect* stands in the line above already.
  const offers = shown?.button?.action === 'reconnect' && status === 'reauthorize' ? undefined : act
  return (
    <>
      {shown && <FaultPanel fault={relabelled(connection, shown)} onAction={offers} quiet />}
      <GrantNotes connection={connection} />
    </>
  )
}
