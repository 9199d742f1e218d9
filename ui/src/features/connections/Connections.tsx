import { useEffect, useState } from 'react'

import { useAsk, useDo } from '../../app/engine'
import { go, href } from '../../app/route'
import type { ConnectionView, Status } from '../../generated/rpc'
import { Button, buttonClass } from '../../parts/Button'
import { FaultPanel } from '../../parts/FaultPanel'
import { Heading } from '../../parts/Heading'
import { Icon } from '../../parts/Icon'
import { Loading } from '../../parts/Loading'
import { LongList } from '../../parts/LongList'
import { Page } from '../../parts/Page'
import { finds } from '../../parts/search'
import { SearchCount, SearchField } from '../../parts/SearchField'
import { text } from '../../text'
import { ConnectionRow } from './ConnectionRow'
import styles from './Connections.module.css'
import { Flow } from './Flow'

const NEEDY = new Set<Status>(['reauthorize', 'error'])

/** The list of connections, in the engine's order: those that need the user come first. */
export function Connections() {
  const connections = useAsk('connections', {})
  const isThere = connections.data !== undefined
  useEffect(() => {
    // For `cargo xtask measure`: from here on the window can be used.
    if (isThere) performance.mark('usable')
  }, [isThere])
  if (connections.error) return <Problem {...connections} fault={connections.error} />
  if (!connections.data) return <Loading />
  if (connections.data.length === 0) return <Empty />
  const needing = connections.data.filter(({ status }) => NEEDY.has(status)).length
  return (
    <Page
      title={text.connections.title}
      lead={needing > 0 && <span className={styles['attention']}>{text.connections.attention(needing)}</span>}
      actions={
        <>
          <a className={buttonClass('quiet')} href={href({ screen: 'calendar' })} data-testid="calendar-open">
            <Icon name="calendar" size={18} />
            {text.calendar.title}
          </a>
          <AddConnection />
        </>
      }
    >
      <List connections={connections.data} />
    </Page>
  )
}

/** So many are read at a glance; more get a search. */
const AT_A_GLANCE = 12

function List({ connections }: { connections: ConnectionView[] }) {
  const [query, setQuery] = useState('')
  const found = matching(connections, query)
  return (
    <>
      {connections.length > AT_A_GLANCE && (
        <div className={styles['search']}>
          <SearchField
            label={text.connections.search}
            value={query}
            onChange={setQuery}
            onKeyDown={(event) => event.key === 'Escape' && setQuery('')}
            testId="connection-search"
          >
            <SearchCount testId="connection-count">
              {text.connections.found(found.length, connections.length)}
            </SearchCount>
          </SearchField>
        </div>
      )}
      {found.length === 0 && (
        <div className={styles['noMatch']}>
          <p>{text.connections.noMatch(query)}</p>
          <Button data-testid="connection-clear" onClick={() => setQuery('')}>
            {text.catalogue.clear}
          </Button>
        </div>
      )}
      <LongList items={found} keyOf={({ id }) => id} height={70} testId="connections">
        {(connection) => <ConnectionRow connection={connection} />}
      </LongList>
    </>
  )
}

/** The connections that a search finds: by name, connector, account or status. */
function matching(connections: ConnectionView[], query: string): ConnectionView[] {
  const isFound = finds(query)
  return connections.filter(({ name, connectorName, account, status }) =>
    isFound([name, connectorName, account, text.status[status]].join(' ')),
  )
}

function Problem({
  fault,
  refetch,
}: {
  fault: NonNullable<ReturnType<typeof useAsk>['error']>
  refetch: () => unknown
}) {
  return (
    <Page title={text.connections.title}>
      <FaultPanel fault={fault} onAction={() => void refetch()} />
    </Page>
  )
}

function AddConnection({ large }: { large?: boolean }) {
  return (
    <Button
      look="primary"
      icon="add"
      large={large ?? false}
      data-testid="add-connection"
      onClick={() => go({ screen: 'catalogue' })}
    >
      {text.connections.add}
    </Button>
  )
}

function Empty() {
  const trySample = useDo('try_sample')
  const start = () =>
    trySample.mutate({}, { onSuccess: ({ id }: ConnectionView) => go({ screen: 'connect', id, step: null }) })
  return (
    <div className={styles['empty']}>
      <Flow />
      <Heading of="empty" className={styles['emptyTitle']}>
        {text.connections.emptyTitle}
      </Heading>
      <p className={styles['emptySays']}>{text.connections.empty}</p>
      <div className={styles['emptyActions']}>
        <AddConnection large />
        <Button large icon="play" busy={trySample.isPending} data-testid="try-sample" onClick={start}>
          {text.connections.trySample}
        </Button>
      </div>
      <p className={styles['note']}>{text.connections.sampleNote}</p>
      {trySample.error && <FaultPanel fault={trySample.error} onAction={start} />}
    </div>
  )
}
