import type { ConnectionView, EntityView, SchemaChange, StreamSelection, StreamView, SyncedStream, TabView } from '../../generated/rpc'
import { iconOf, nameOf } from './catalogue'
import { FAULTS } from './faults'
import { APPROVAL, GRANTS } from './grants'
import { columnsOf } from './rows'
import { scheduleOf } from './schedules'

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()

/** A fresh draft of a connector. */
export function draft(id: string, connector: string): ConnectionView {
  return {
    id,
    name: nameOf(connector),
    connector,
    connectorName: nameOf(connector),
    icon: iconOf(connector),
    state: 'draft',
    status: 'draft',
    account: null,
    client: null,
    inputs: {},
    trouble: null,
    step: 'authorize',
    lastSync: null,
    streams: [],
    entity: null,
    rows: 0,
    tokenExpiresAt: null,
    tokenRefreshedAt: null,
    createdAt: ago(0),
    grant: null,
    signsWithKey: false,
    approval: null,
    declined: [],
    clientKind: 'production',
    grantKind: 'authorizationCode',
    attempt: null,
    schedule: null,
  }
}

type Linked = {
  id: string
  connector: string
  name: string
  account: string
  streams: [string, number][]
  minutes: number
}

function linked({ id, connector, name, account, streams, minutes }: Linked): ConnectionView {
  const synced: SyncedStream[] = streams.map(([stream, rows]) => ({
    name: stream,
    mode: 'incrementalAppendDedupe',
    rows,
    syncedAt: ago(minutes),
    fault: null,
    tab: `${id}-${stream}`,
    changes: [],
  }))
  const rows = synced.reduce((sum, stream) => sum + stream.rows, 0)
  return {
    ...draft(id, connector),
    name,
    account,
    state: 'active',
    status: 'active',
    step: 'done',
    client: { kind: 'own', clientId: '7f1c2b1e-5a0d-4c8e-9b57-0c9f3a2f6d41', hasSecret: true, hasCertificate: false },
    grant: GRANTS.whole,
    tokenExpiresAt: ago(-48),
    tokenRefreshedAt: ago(12),
    streams: synced,
    entity: { id: 'customer', name: 'Customer' },
    rows,
    lastSync: { startedAt: ago(minutes + 1), endedAt: ago(minutes), rows, failed: 0, streams: streams.length, paused: false },
  }
}

/** One connection of every kind that the list can show. */
export function everyKind(): ConnectionView[] {
  const [hubspot, shopify, sandbox, reviews] = [
    linked({
      id: 'c1',
      connector: 'hubspot',
      name: 'HubSpot – Marketing',
      account: 'ada@example.com',
      streams: [
        ['contacts', 2400],
        ['deals', 1200],
      ],
      minutes: 62,
    }),
    linked({
      id: 'c2',
      connector: 'shopify',
      name: 'Shopify – Blue Lake',
      account: 'blue-lake.myshopify.com',
      streams: [['orders', 3600]],
      minutes: 9,
    }),
    linked({
      id: 'c3',
      connector: 'sandbox',
      name: 'Sandbox',
      account: 'ada@sandbox.example',
      streams: [['companies', 480]],
      minutes: 2,
    }),
    linked({
      id: 'c4',
      connector: 'review-board',
      name: 'Review Board – Engineering',
      account: 'grace',
      streams: [],
      minutes: 2900,
    }),
  ] as const
  return [
    {
      ...hubspot,
      state: 'reauthorize',
      status: 'reauthorize',
      trouble: FAULTS.tokenExpired,
      lastSync: hubspot.lastSync && { ...hubspot.lastSync, failed: 1 },
    },
    { ...shopify, status: 'error', trouble: FAULTS.unreachable, grant: GRANTS.fixed },
    { ...sandbox, schedule: scheduleOf({ rhythm: { kind: 'every', minutes: 60 }, catchUp: 'once', spreadMinutes: 0 }) },
    events(),
    { ...reviews, state: 'paused', status: 'paused' },
    { ...draft('c6', 'google-sheets'), inputs: { spreadsheet: '1AbC' } },
    ...ofGrants(),
  ]
}

/** A million rows, of a grant that cannot be renewed. */
const events = (): ConnectionView => ({
  ...linked({
    id: 'c5',
    connector: 'sandbox',
    name: 'Events archive',
    account: 'ada@sandbox.example',
    streams: [['events', 1_000_000]],
    minutes: 34,
  }),
  grant: GRANTS.passing,
})

/** Connections whose grants have something to say. */
function ofGrants(): ConnectionView[] {
  return [
    {
      ...linked({
        id: 'c7',
        connector: 'google-sheets',
        name: 'Google Sheets – Forecast',
        account: 'ada@example.com',
        streams: [['companies', 560]],
        minutes: 20,
      }),
      grant: GRANTS.testing,
      clientKind: 'development',
    },
    {
      ...linked({
        id: 'c8',
        connector: 'hubspot',
        name: 'HubSpot – Support',
        account: 'grace@example.com',
        streams: [['contacts', 900]],
        minutes: 14,
      }),
      grant: GRANTS.partial,
      declined: ['tickets'],
      schedule: {
        ...scheduleOf({ rhythm: { kind: 'daily', at: '08:00' }, catchUp: 'skip', spreadMinutes: 15 }),
        missed: 3,
        missedAt: ago(60 * 9),
      },
    },
    {
      ...draft('c9', 'google-sheets'),
      name: 'Google Sheets – Budget',
      approval: APPROVAL,
      client: { kind: 'preconfigured' },
    },
  ]
}

/** The tab of a connection's stream. */
/** A source that has changed in the demo has lost its first three rows, too. */
export const deletedOf = (changes: SchemaChange[]): number[] => (changes.length > 0 ? [0, 1, 2] : [])

/** One of every kind, and the streams of the sandbox have changed. */
export const changedAtSource = (): ConnectionView[] =>
  everyKind().map((connection) =>
    connection.id === 'c3'
      ? { ...connection, streams: connection.streams.map((stream) => ({ ...stream, changes: CHANGES })) }
      : connection,
  )

const CHANGES: SchemaChange[] = [
  { kind: 'fieldNew', field: 'region' },
  { kind: 'fieldRetyped', field: 'amount', from: 'integer', to: 'number' },
  { kind: 'keyChanged', from: ['id'], to: ['id', 'region'] },
]

function tabOf(connection: ConnectionView, { name, rows, syncedAt, changes }: SyncedStream): TabView {
  return {
    id: `${connection.id}-${name}`,
    title: name,
    connection: connection.id,
    connectionName: connection.name,
    icon: connection.icon,
    rows,
    deleted: deletedOf(changes).length,
    syncedAt,
    columns: columnsOf(name),
  }
}

/** The entities that the connections' tabs make. */
export function entitiesOf(connections: ConnectionView[]): EntityView[] {
  const entities = new Map<string, EntityView>()
  for (const connection of connections) {
    if (!connection.entity) continue
    const { id, name } = connection.entity
    const entity = entities.get(id) ?? { id, name, tabs: [] }
    entity.tabs.push(...connection.streams.map((stream) => tabOf(connection, stream)))
    entities.set(id, entity)
  }
  return [...entities.values()]
}

const stream = (name: string, rest: Partial<StreamView>): StreamView => ({
  name,
  key: ['id'],
  cursor: 'updated_at',
  modes: ['incrementalAppendDedupe', 'incrementalAppend', 'fullRefreshReplace', 'fullRefreshAppend'],
  mode: 'incrementalAppendDedupe',
  fields: columnsOf(name).map(({ name: field }) => field),
  selected: false,
  unavailable: null,
  ...rest,
})

/** What every demo connection offers. */
export const STREAMS: StreamView[] = [
  stream('contacts', { selected: true }),
  stream('companies', { selected: true }),
  stream('deals', { selected: true }),
  stream('orders', {}),
  stream('owners', {
    cursor: null,
    modes: ['fullRefreshReplace', 'fullRefreshAppend'],
    mode: 'fullRefreshReplace',
  }),
  stream('pipelines', {
    cursor: null,
    modes: ['fullRefreshReplace', 'fullRefreshAppend'],
    mode: 'fullRefreshReplace',
  }),
  stream('tickets', { unavailable: FAULTS.scopeMissing }),
]

/** A ticked stream that was not read yet. */
export const unread = ({ name, mode }: StreamSelection): SyncedStream => ({
  name,
  mode,
  rows: 0,
  syncedAt: null,
  fault: null,
  tab: null,
  changes: [],
})
