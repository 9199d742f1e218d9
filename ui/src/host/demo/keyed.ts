import type { ActivityView, ConnectionView, ConnectorDetail } from '../../generated/rpc'
import { iconOf, tiles } from './catalogue'
import { detail, INPUTS } from './details'
import { scheduleOf } from './schedules'
import { everyKind } from './seed'

/** A connector whose requests are signed with a key that one enters, beside the address of one's server. */
export function keyConnector(): ConnectorDetail {
  const tile = tiles(() => 1).find(({ id }) => id === 'review-board')
  if (!tile) throw new Error('the demo has no Review Board')
  const keyed = { ...tile, auth: 'key', client: 'none' } as const
  const [server] = INPUTS['review-board'] ?? []
  if (!server) throw new Error('Review Board asks for no server')
  const key = { ...server, name: 'api_key', title: 'API token', secret: true, hint: null, example: null, pattern: null, patternSays: null }
  return { ...detail(keyed), inputs: [server, key] }
}

/** A connection with it: nobody consented, so there is no account, no app and no grant. */
export function keyConnection(): ConnectionView {
  const one = everyKind().find(({ id }) => id === 'c3')
  if (!one) throw new Error('the demo has no sandbox')
  const streams = [
    ['review_requests', 5210],
    ['reviews', 18_400],
    ['groups', 12],
  ] as const
  const [first] = one.streams
  return {
    ...one,
    id: 'k1',
    name: 'Review Board – Engineering',
    connector: 'review-board',
    connectorName: 'Review Board',
    icon: iconOf('review-board'),
    account: null,
    client: null,
    grant: null,
    signsWithKey: true,
    tokenExpiresAt: null,
    tokenRefreshedAt: null,
    inputs: { server: 'https://reviews.example.org' },
    streams: first ? streams.map(([name, rows]) => ({ ...first, name, rows, tab: `k1-${name}` })) : [],
    rows: 23_622,
    entity: { id: 'review', name: 'Review' },
    schedule: scheduleOf({ rhythm: { kind: 'daily', at: '06:00' }, catchUp: 'once', spreadMinutes: 0 }),
  }
}

const happened = (days: number, what: string, says: string): ActivityView => ({
  at: new Date(Date.now() - days * 24 * 60 * 60_000 - 2 * 60_000).toISOString(),
  connection: 'k1',
  what,
  says,
})

/** What happened with it. */
export const KEY_ACTIVITY: ActivityView[] = [
  happened(0, 'synced', '23,622 rows of 3 streams read.'),
  happened(1, 'synced', '23,480 rows of 3 streams read.'),
  happened(2, 'synced', '23,391 rows of 3 streams read.'),
]
