import type {
  ActivityView,
  CallerDecision,
  CallerView,
  Finding,
  GeneralSettings,
  HostView,
  LinkView,
  NetworkSettings,
  Outcome,
  RecoveryView,
} from '../../generated/rpc'
import { FAULTS } from './faults'

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()

/** What a damaged database is asked, if there was one. */
export const recovery = (damaged: () => boolean | undefined) => ({
  recovery: () => (damaged() ? recovered() : null),
  recovery_seen: () => null,
})

const recovered = (): RecoveryView => ({
  at: ago(2),
  copy: '/home/ada/.local/share/headwater/headwater-damaged-20260504-030201.db',
  connections: 2,
  tabs: [
    { title: 'contacts', kept: 2400, lost: 0 },
    { title: 'orders', kept: 3120, lost: 480 },
  ],
  incomplete: ['history'],
})

/** Network, doctor, programs and activity of the demo. */
export class Desk {
  private settings: NetworkSettings = {
    proxy: { kind: 'system' },
    caFile: null,
    certificateFile: null,
    connectSeconds: 10,
    readSeconds: 30,
  }
  private choices: GeneralSettings = { closeToTray: true, autostart: false, quiet: false, schedulesPaused: false, renewOnUse: false }
  private asked: CallerView[]
  private link: LinkView | null

  constructor(waiting: boolean, link: LinkView | null) {
    this.link = link
    this.asked = waiting ? [...WAITING, ...ANSWERED] : ANSWERED
  }

  /** How requests leave this machine. */
  network(): NetworkSettings {
    return this.settings
  }

  /** Keeps it; a file that is not there is refused as the engine does. */
  save(settings: NetworkSettings): NetworkSettings {
    if (settings.caFile?.includes('missing')) throw FAULTS.caMissing
    this.settings = settings
    return settings
  }

  /** The person's choices about the app itself. */
  general(): GeneralSettings {
    return this.choices
  }

  /** Keeps them. */
  saveGeneral(settings: GeneralSettings): GeneralSettings {
    this.choices = settings
    return settings
  }

  /** What a link from outside asks for, once. */
  takeLink(): LinkView | null {
    const { link } = this
    this.link = null
    return link
  }

  /** Programs that asked, those that wait first. */
  callers(): CallerView[] {
    return this.asked
  }

  /** Answers a program. */
  decide(caller: string, decision: CallerDecision): void {
    this.asked = this.asked.map((one) => (one.id === caller ? { ...one, allowed: decision === 'allow' } : one))
  }

  /** Requests per host. */
  ledger(): HostView[] {
    return LEDGER
  }

  /** What the doctor finds. */
  doctor(connector: string | null, ill: boolean): Finding[] {
    const here = [
      finding('Keychain', 'passed', 'Secret Service answers and is unlocked.'),
      finding('Browser', 'passed', 'Links open with Firefox.'),
      finding('Proxy', 'passed', 'None is set; requests go straight out.'),
      finding('Certificates', 'passed', '142 authorities of the system.'),
      finding('Data folder', 'passed', 'Can be written; 48 GB free.'),
    ]
    if (!connector) return here
    const port = ill
      ? {
          ...finding('Port 53682', 'failed', 'Another program listens there.'),
          fix: 'Close it, or register a further callback URL at the provider.',
        }
      : finding('Port 53682', 'passed', 'Free.')
    return [
      ...here,
      port,
      finding('Port 53683', 'passed', 'Free.'),
      finding('Clock', 'skipped', 'The provider names no time.'),
    ]
  }

  /** What happened, the newest first. */
  activity(connection: string | null): ActivityView[] {
    return connection ? ACTIVITY.filter((one) => one.connection === connection) : ACTIVITY
  }
}

const finding = (name: string, outcome: Outcome, says: string): Finding => ({
  name,
  outcome,
  says,
  fix: '',
  button: null,
})

const WAITING: CallerView[] = [
  { id: 'q1', connection: 'c1', program: '/usr/bin/python3.12', askedAt: ago(0), allowed: null },
  { id: 'q2', connection: 'c3', program: '/usr/local/bin/duckdb', askedAt: ago(2), allowed: null },
]

const ANSWERED: CallerView[] = [
  { id: 'q3', connection: 'c2', program: '/usr/bin/curl', askedAt: ago(60 * 30), allowed: true },
  { id: 'q4', connection: 'c1', program: '/usr/local/bin/fetch', askedAt: ago(60 * 80), allowed: false },
]

const LEDGER: HostView[] = [
  { host: 'api.hubapi.com:443', requests: 1284, failed: 0, lastAt: ago(62) },
  { host: 'blue-lake.myshopify.com:443', requests: 311, failed: 4, lastAt: ago(9) },
  { host: '127.0.0.1:41877', requests: 96, failed: 0, lastAt: ago(2) },
  { host: 'oauth2.googleapis.com:443', requests: 12, failed: 0, lastAt: ago(180) },
]

const happened = (minutes: number, connection: string | null, what: string, says: string): ActivityView => ({
  at: ago(minutes),
  connection,
  what,
  says,
})

const ACTIVITY: ActivityView[] = [
  happened(2, 'c3', 'synced', '480 rows of 1 stream read.'),
  happened(9, 'c2', 'failed', 'Shopify did not answer (503). Tried again in 5 min.'),
  happened(31, 'c2', 'token', '/usr/bin/curl got an access token.'),
  happened(62, 'c1', 'reauthorize', 'The token was refused. It waits for Reconnect.'),
  happened(64, 'c1', 'refreshed', 'The token was renewed.'),
  happened(130, null, 'network', 'The proxy was set to “As the system says”.'),
  happened(60 * 26, 'c5', 'synced', '1,000,000 rows of 1 stream read.'),
  happened(60 * 27, 'c5', 'authorized', 'Access was granted with 6 permissions.'),
  happened(60 * 49, 'c4', 'paused', 'The connection was paused.'),
  happened(60 * 75, 'c2', 'delivery_failed', 'Nothing was delivered to Warehouse: the password was refused.'),
  happened(60 * 76, 'c3', 'synced', '478 rows of 1 stream read.'),
  happened(60 * 120, 'c8', 'caller_allowed', 'You allowed /usr/bin/python3.12 to have access tokens.'),
  happened(60 * 121, 'c8', 'authorized', 'Access was granted with 5 permissions.'),
  happened(60 * 190, 'c7', 'grant_ends', 'Its access ends in 14 days.'),
  happened(60 * 191, 'c3', 'synced', '470 rows of 1 stream read.'),
  happened(60 * 240, 'c2', 'synced', '3,600 rows of 1 stream read.'),
]
