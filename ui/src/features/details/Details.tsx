import { useAsk, useDo } from '../../app/engine'
import { useFaultAction } from '../../app/faultAction'
import { relabelled } from '../../app/key'
import { go, href } from '../../app/route'
import type { ConnectionView } from '../../generated/rpc'
import { BackLink } from '../../parts/BackLink'
import { Button } from '../../parts/Button'
import { ConnectorIcon } from '../../parts/ConnectorIcon'
import { FaultPanel } from '../../parts/FaultPanel'
import { Loading } from '../../parts/Loading'
import { Page } from '../../parts/Page'
import { StatusMark } from '../../parts/StatusMark'
import { useSayFault } from '../../parts/useSayFault'
import { text } from '../../text'
import { isRunning } from '../connect/attempt'
import { Need } from '../connections/Need'
import { isNoted } from '../grant/GrantNotes'
import { ScheduleSection } from '../schedule/ScheduleSection'
import { Access } from './Access'
import styles from './Details.module.css'
import { Glance } from './Glance'
import { Lately } from './Lately'
import { Manage } from './Manage'
import { Now } from './Now'
import { Streams } from './Streams'

const words = text.details

/** All about one connection: how it is, what it brings and when, whose access it is, what happened, what can be done. */
export function Details({ id, schedule }: { id: string; schedule: boolean }) {
  const connection = useAsk('connection', { id })
  if (connection.error) {
    return (
      <Page back={<Back />} title={connection.error.code === 'unknown_item' ? words.gone : words.failed}>
        <FaultPanel fault={connection.error} onAction={() => void connection.refetch()} />
      </Page>
    )
  }
  return connection.data ? <Whole connection={connection.data} schedule={schedule} /> : <Loading />
}

const Back = () => (
  <BackLink href={href({ screen: 'connections' })} testId="details-back">
    {words.back}
  </BackLink>
)

function Whole({ connection, schedule }: { connection: ConnectionView; schedule: boolean }) {
  const { id, name, icon, state, status, account, connectorName, trouble, attempt } = connection
  const sync = useDo('sync')
  const start = () => sync.mutate({ id })
  const act = useFaultAction(connection, start)
  const known = sync.error ?? attempt?.fault ?? trouble
  const fault = known && !isNoted(connection, known) ? relabelled(connection, known) : null
  // *Reconnect* stands at the top.
  const onAction = fault?.button?.action === 'reconnect' && status === 'reauthorize' ? undefined : act
  const isMended = Boolean(fault?.button)
  const isThrough = state !== 'draft'
  return (
    <Page
      back={<Back />}
      sign={<ConnectorIcon svg={icon} size={48} />}
      of={id}
      title={name}
      lead={
        <span className={styles['who']}>
          <StatusMark status={status} testId={`status-${id}`} />
          {account ?? connectorName}
        </span>
      }
      actions={<Actions connection={connection} isMended={isMended} busy={sync.isPending} onSync={start} />}
    >
      <Now connection={connection} fault={fault} onAction={onAction} />
      {isThrough && <Glance connection={connection} />}
      {isThrough && (
        <>
          <Streams connection={connection} />
          <ScheduleSection connection={connection} open={schedule} />
          <Access connection={connection} />
        </>
      )}
      <Lately id={id} />
      <Manage connection={connection} />
    </Page>
  )
}

type ActionsProps = { connection: ConnectionView; isMended: boolean; busy: boolean; onSync: () => void }

/** Where its rows are, and the one thing that it needs; where it needs nothing, a sync. */
function Actions({ connection, isMended, busy, onSync }: ActionsProps) {
  const { id, entity, state, status } = connection
  const onError = useSayFault()
  const resume = useDo('resume')
  const goOn = () => resume.mutate({ id }, { onError })
  // What a fault's own button mends is not offered twice.
  const canSync = state === 'active' && status !== 'syncing' && !isMended && !isRunning(connection)
  return (
    <>
      {entity && (
        <Button
          icon="grid"
          data-testid="details-open"
          onClick={() => go({ screen: 'workbook', entity: entity.id, tab: null })}
        >
          {words.open}
        </Button>
      )}
      <Need connection={connection} />
      {state === 'paused' && (
        <Button icon="play" busy={resume.isPending} data-testid="details-resume" onClick={goOn}>
          {text.connectionMenu.resume}
        </Button>
      )}
      {canSync && (
        <Button icon="refresh" busy={busy} data-testid="sync-now" onClick={onSync}>
          {text.connectionMenu.sync}
        </Button>
      )}
    </>
  )
}
