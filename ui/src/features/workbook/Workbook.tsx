import { Tabs } from '@base-ui/react/tabs'

import { useAsk, useDo, useProgress } from '../../app/engine'
import { go } from '../../app/route'
import type { ConnectionView, EntityView, TabView } from '../../generated/rpc'
import { Button, Spinner } from '../../parts/Button'
import { ConnectorIcon } from '../../parts/ConnectorIcon'
import { FaultPanel } from '../../parts/FaultPanel'
import { Heading } from '../../parts/Heading'
import { Loading } from '../../parts/Loading'
import { Moment } from '../../parts/Moment'
import { Page } from '../../parts/Page'
import { text } from '../../text'
import { number } from '../../text/format'
import { SchemaNotes } from '../connections/SchemaNotes'
import { Destinations } from '../destinations/Destinations'
import { Sheet } from './Sheet'
import { SyncButton } from './SyncButton'
import { TabStrip } from './TabStrip'
import { TabTrouble } from './TabTrouble'
import styles from './Workbook.module.css'

const words = text.workbook

/** The workbook of an entity: one tab per linked stream, live while a sync writes. */
export function Workbook({ entity: id, tab }: { entity: string; tab: string | null }) {
  const entities = useAsk('entities', {})
  if (entities.error) {
    return (
      <Page title={text.app.workbooks}>
        <FaultPanel fault={entities.error} onAction={() => void entities.refetch()} />
      </Page>
    )
  }
  if (!entities.data) return <Loading />
  const entity = entities.data.find((known) => known.id === id)
  return entity ? <Book entity={entity} tab={tab} /> : <Missing />
}

function Book({ entity, tab }: { entity: EntityView; tab: string | null }) {
  const { data: connections } = useAsk('connections', {})
  // One for the button and for the place below that says why it was refused.
  const sync = useDo('sync')
  const active = entity.tabs.find(({ id }) => id === tab) ?? entity.tabs[0]
  const connectionOf = ({ connection }: TabView) => connections?.find(({ id }) => id === connection)
  const connection = active && connectionOf(active)
  const open = (next: string) => go({ screen: 'workbook', entity: entity.id, tab: next })
  return (
    <div className={styles['workbook']}>
      <div className={styles['head']}>
        <Heading of={entity.id} className={styles['title']}>
          {entity.name}
        </Heading>
        {active && <Freshness tab={active} />}
        {connection && <SyncButton connection={connection} sync={sync} />}
        {/* After the sync's button, which comes and goes: what moves to its place must not be another button. */}
        <Destinations entity={entity} />
      </div>
      {!active && <p className={styles['missing']}>{words.noRowsYet}</p>}
      {active && (
        <Tabs.Root value={active.id} onValueChange={open} className={styles['panel']}>
          <TabStrip active={entity.tabs.indexOf(active)}>
            {entity.tabs.map((one) => (
              <TabMark key={one.id} tab={one} connection={connectionOf(one)} />
            ))}
          </TabStrip>
          <Tabs.Panel value={active.id} className={styles['panel']} tabIndex={-1}>
            <TabTrouble tab={active} connection={connection} sync={sync} />
            {connection && <SchemaNotes connection={connection} tab={active.id} />}
            <Sheet key={active.id} tab={active} connection={connection} entity={entity.id} />
          </Tabs.Panel>
        </Tabs.Root>
      )}
    </div>
  )
}

function TabMark({ tab, connection }: { tab: TabView; connection: ConnectionView | undefined }) {
  return (
    <Tabs.Tab
      value={tab.id}
      className={styles['tab']}
      title={words.from(tab.connectionName)}
      data-testid={`tab-${tab.title}`}
    >
      {connection ? <TabIcon tab={tab} connection={connection} /> : <ConnectorIcon svg={tab.icon} size={16} />}
      {tab.title}
      <span className={styles['tabRows']}>{number(tab.rows)}</span>
    </Tabs.Tab>
  )
}

/** Turns while the tab's stream is being read. */
function TabIcon({ tab, connection }: { tab: TabView; connection: ConnectionView }) {
  const progress = useProgress(connection)
  return progress?.stream === tab.title ? <Spinner /> : <ConnectorIcon svg={tab.icon} size={16} />
}

function Freshness({ tab: { connection, syncedAt } }: { tab: TabView }) {
  return (
    <span className={styles['fresh']}>
      {connection && syncedAt && <Moment at={syncedAt} says={words.synced} testId="tab-synced" />}
      {connection && !syncedAt && words.neverSynced}
      {!connection && <span data-testid="unlinked">{words.unlinked}</span>}
    </span>
  )
}

function Missing() {
  return (
    <div className={styles['missing']} data-testid="workbook-missing">
      <Heading of="missing">{words.missing}</Heading>
      <p>{words.missingSays}</p>
      <Button data-testid="to-connections" onClick={() => go({ screen: 'connections' })}>
        {words.toConnections}
      </Button>
    </div>
  )
}
