import { type ReactNode, useEffect } from 'react'

import { useAsk } from '../../app/engine'
import { go, href } from '../../app/route'
import type { ConnectionView } from '../../generated/rpc'
import { BackLink } from '../../parts/BackLink'
import { Button } from '../../parts/Button'
import { classes } from '../../parts/classes'
import { ConnectorIcon } from '../../parts/ConnectorIcon'
import { FaultPanel } from '../../parts/FaultPanel'
import { Figure, type FigureLook, Figures } from '../../parts/Figures'
import { Group } from '../../parts/Group'
import { Icon } from '../../parts/Icon'
import { Loading } from '../../parts/Loading'
import { useNow } from '../../parts/now'
import { Page } from '../../parts/Page'
import { useSayFault } from '../../parts/useSayFault'
import { text } from '../../text'
import { day } from '../../text/format'
import { worded } from '../../text/faults'
import { useAskGrant } from './ask'
import { type Arranged, arrange, type Ending } from './ends'
import styles from './Calendar.module.css'
import { Year } from './Year'

const words = text.calendar

/** When grants end, which renew by themselves, and what needs a person when. */
export function Calendar() {
  const connections = useAsk('connections', {})
  const ends = useAsk('calendar', {})
  const now = useNow(60_000)
  const { error, refetch } = connections.error ? connections : ends
  return (
    <Page
      title={words.title}
      lead={words.lead}
      back={
        <BackLink href={href({ screen: 'connections' })} testId="calendar-back">
          {text.details.back}
        </BackLink>
      }
    >
      {error ? (
        <FaultPanel fault={error} onAction={() => void refetch()} />
      ) : connections.data && ends.data ? (
        <Arrangement arranged={arrange(connections.data, ends.data, now)} now={now} />
      ) : (
        <Loading />
      )}
    </Page>
  )
}

function Arrangement({ arranged: { now: due, soon, later, open }, now }: { arranged: Arranged; now: number }) {
  const ends = [...soon, ...later.flatMap((month) => month.ends)]
  if (due.length + ends.length + open.length === 0) return <None />
  return (
    <div data-testid="calendar">
      <Figures>
        <Count look="bad" count={due.length} name={words.due(due.length)} />
        <Count look="warn" count={soon.length} name={words.soon} />
        <Count look="idle" count={ends.length - soon.length} name={words.later} />
        <Count look="good" count={open.length} name={words.open(open.length)} />
      </Figures>
      {ends.length > 0 && <Year ends={ends} now={now} />}
      {due.length > 0 && (
        <Group level={2} title={words.due(due.length)} waits>
          <ul>
            {due.map((connection) => (
              <Due key={connection.id} connection={connection} />
            ))}
          </ul>
        </Group>
      )}
      {soon.length > 0 && <Ends title={words.soon} ends={soon} now={now} />}
      {later.map(({ at, ends: of }) => (
        <Ends key={at} title={words.monthOf(at)} ends={of} now={now} />
      ))}
      {open.length > 0 && <Open connections={open} />}
    </div>
  )
}

type CountProps = { look: FigureLook; count: number; name: string }

const Count = ({ look, count, name }: CountProps) => (
  <Figure name={name} look={count > 0 ? look : undefined} large testId={`calendar-count-${look}`}>
    {words.count(count)}
  </Figure>
)

type RowProps = { connection: ConnectionView; sign: ReactNode; says: string; near?: string; action?: ReactNode }

/** A connection of the calendar: when, whose, why, and what can be done about it. */
const Row = ({ connection: { id, name, icon }, sign, says, near, action }: RowProps) => (
  <li className={styles['row']} data-testid={`calendar-${id}`}>
    {sign}
    <ConnectorIcon svg={icon} size={32} />
    <div className={styles['what']}>
      <a className={styles['name']} href={href({ screen: 'connection', id })}>
        {name}
      </a>
      <p className={styles['why']}>{says}</p>
    </div>
    {near && <p className={styles['left']}>{near}</p>}
    {action}
  </li>
)

function Due({ connection }: { connection: ConnectionView }) {
  const { id, approval, trouble } = connection
  const says = approval ? text.approval.title : trouble ? worded(trouble).title : text.access.endsNow
  return (
    <Row
      connection={connection}
      sign={
        <span className={styles['sign']}>
          <Icon name={approval ? 'people' : 'unplug'} size={20} />
        </span>
      }
      says={says}
      action={
        approval ? (
          <Button data-testid={`calendar-look-${id}`} onClick={() => go({ screen: 'connection', id })}>
            {words.look}
          </Button>
        ) : (
          <Reconnect connection={connection} primary />
        )
      }
    />
  )
}

function Ends({ title, ends, now }: { title: string; ends: Ending[]; now: number }) {
  return (
    <Group level={2} title={title}>
      <ul>
        {ends.map(({ connection, end }) => (
          <Row
            key={connection.id}
            connection={connection}
            sign={
              <time className={classes(styles['leaf'], end.warns && styles['near'])} dateTime={end.at} title={day(end.at)}>
                <span>{words.month(end.at)}</span>
                <strong>{words.day(end.at)}</strong>
              </time>
            }
            says={end.why}
            near={words.left(Date.parse(end.at) - now)}
            action={end.warns && <Reconnect connection={connection} />}
          />
        ))}
      </ul>
    </Group>
  )
}

function Reconnect({ connection, primary = false }: { connection: ConnectionView; primary?: boolean }) {
  const { id, name } = connection
  // Its page shows what goes on in the browser.
  const { ask, isPending, error } = useAskGrant(connection, () => go({ screen: 'connection', id }))
  const sayFault = useSayFault()
  useEffect(() => {
    if (error) sayFault(error)
  }, [error, sayFault])
  return (
    <Button
      look={primary ? 'primary' : 'plain'}
      busy={isPending}
      aria-label={text.connections.reconnectNamed(name)}
      data-testid={`calendar-reconnect-${id}`}
      onClick={() => ask()}
    >
      {text.access.reconnect}
    </Button>
  )
}

/** What needs nobody, as far as is known: a glance is enough. */
const Open = ({ connections }: { connections: ConnectionView[] }) => (
  <Group level={2} title={words.open(connections.length)} says={words.openSays} testId="calendar-lasting">
    <ul className={styles['open']}>
      {connections.map(({ id, name, icon, grant }) => (
        <li key={id}>
          <ConnectorIcon svg={icon} size={28} />
          <div className={styles['what']}>
            <a className={styles['name']} href={href({ screen: 'connection', id })} title={name}>
              {name}
            </a>
            <p className={styles['why']}>{words.kind[grant ? (grant.kind === 'clientCredentials' ? 'alone' : 'renews') : 'key']}</p>
          </div>
        </li>
      ))}
    </ul>
  </Group>
)

function None() {
  return (
    <div className={styles['none']} data-testid="calendar-none">
      <Icon name="calendar" size={40} />
      <p className={styles['noneTitle']}>{words.none}</p>
      <p>{words.noneSays}</p>
      <Button look="primary" icon="add" data-testid="add-connection" onClick={() => go({ screen: 'catalogue' })}>
        {text.connections.add}
      </Button>
    </div>
  )
}
