import { useAsk } from '../../app/engine'
import { useFaultAction } from '../../app/faultAction'
import { go, href } from '../../app/route'
import type { ConnectionView, ConnectorDetail, ScopeView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { ConnectorIcon } from '../../parts/ConnectorIcon'
import { FaultPanel } from '../../parts/FaultPanel'
import { Heading } from '../../parts/Heading'
import { Icon } from '../../parts/Icon'
import { Loading } from '../../parts/Loading'
import { Page } from '../../parts/Page'
import { StatusMark } from '../../parts/StatusMark'
import { text } from '../../text'
import { isRunning } from '../connect/attempt'
import { WaitingPanel } from '../connect/WaitingPanel'
import { AccessFacts } from '../grant/AccessFacts'
import { GrantNotes, isNoted } from '../grant/GrantNotes'
import { ScheduleSection } from '../schedule/ScheduleSection'
import { ActivityList } from '../settings/ActivityList'
import styles from './Details.module.css'
import { SchemaNotes } from './SchemaNotes'

const words = text.details
/** So much is a glance; the settings have all. */
const LATELY = 8

/** All about one connection: whose access it is, what it may do, until when, and what happened lately. */
export function Details({ id, schedule }: { id: string; schedule: boolean }) {
  const connection = useAsk('connection', { id })
  if (connection.error) {
    return (
      <Page title={words.gone}>
        <FaultPanel fault={connection.error} onAction={() => void connection.refetch()} />
      </Page>
    )
  }
  return connection.data ? <Sections connection={connection.data} schedule={schedule} /> : <Loading />
}

function Sections({ connection, schedule }: { connection: ConnectionView; schedule: boolean }) {
  const { id, trouble, attempt } = connection
  const { data: connector } = useAsk('connector', { connector: connection.connector })
  const act = useFaultAction(connection, () => go({ screen: 'connections' }))
  const fault = attempt?.fault ?? trouble
  return (
    <div className={styles['page']}>
      <Head connection={connection} />
      {isRunning(connection) && <WaitingPanel connection={connection} />}
      {fault && !isRunning(connection) && !isNoted(connection, fault) && (
        <FaultPanel fault={fault} onAction={act} quiet />
      )}
      {!isRunning(connection) && <GrantNotes connection={connection} />}
      <SchemaNotes connection={connection} />
      <section aria-labelledby="access-title" className={styles['section']}>
        <h2 id="access-title">{text.access.title}</h2>
        <AccessFacts connection={connection} />
      </section>
      {connection.state !== 'draft' && <ScheduleSection connection={connection} open={schedule} />}
      {connector && <Permissions connection={connection} connector={connector} />}
      <Lately id={id} />
    </div>
  )
}

function Head({
  connection: { id, name, icon, status, account, connectorName, entity },
}: {
  connection: ConnectionView
}) {
  return (
    <div className={styles['head']}>
      <a className={styles['back']} href={href({ screen: 'connections' })} data-testid="details-back">
        <Icon name="chevronLeft" size={16} />
        {words.back}
      </a>
      <ConnectorIcon svg={icon} size={44} />
      <div className={styles['who']}>
        <Heading of={id} className={styles['title']}>
          {name}
        </Heading>
        <p className={styles['account']}>{account ?? connectorName}</p>
      </div>
      <StatusMark status={status} testId={`status-${id}`} />
      {entity && (
        <Button
          icon="grid"
          data-testid="details-open"
          onClick={() => go({ screen: 'workbook', entity: entity.id, tab: null })}
        >
          {words.open}
        </Button>
      )}
    </div>
  )
}

/** What was granted, in plain words where the connector knows them. */
function Permissions({
  connection: { grant },
  connector: { scopes },
}: {
  connection: ConnectionView
  connector: ConnectorDetail
}) {
  if (!grant) return null
  const granted = scopes.filter(({ scope }) => grant.scopes.includes(scope))
  const also = grant.scopes.filter((scope) => !scopes.some((known) => known.scope === scope))
  return (
    <section aria-labelledby="scopes-title" className={styles['section']} data-testid="granted">
      <h2 id="scopes-title">{words.scopes}</h2>
      {grant.scopes.length === 0 ? (
        <p className={styles['account']}>{words.scopesNone}</p>
      ) : (
        <ul className={styles['scopes']}>
          {granted.map((scope) => (
            <Granted key={scope.scope} scope={scope} />
          ))}
          {also.length > 0 && (
            <li>
              <span className={styles['account']}>{words.also}</span>
              {also.map((scope) => (
                <code key={scope}>{scope}</code>
              ))}
            </li>
          )}
        </ul>
      )}
    </section>
  )
}

const Granted = ({ scope: { scope, says, streams } }: { scope: ScopeView }) => (
  <li data-testid={`granted-${scope}`} title={scope}>
    <Icon name="check" size={18} />
    <span>{says}</span>
    {streams.length > 0 && <span className={styles['account']}>{text.authorize.scopeStreams(streams)}</span>}
  </li>
)

function Lately({ id }: { id: string }) {
  const activity = useAsk('activity', { connection: id }, { fresh: true })
  return (
    <section aria-labelledby="lately-title" className={styles['section']}>
      <h2 id="lately-title">{words.activity}</h2>
      {activity.error && <FaultPanel fault={activity.error} onAction={() => void activity.refetch()} quiet />}
      {activity.data && <ActivityList entries={activity.data.slice(0, LATELY)} />}
      <p>
        <a href={href({ screen: 'settings', section: 'activity', connection: id })}>{words.activityAll}</a>
      </p>
    </section>
  )
}
