import type { IconName } from '../../parts/Icon'
import type { HelpPage } from './pages'

/** A place of the guide. */
export type Place = { page: HelpPage; section?: string; icon: IconName }

/** What people come for, and where in the guide it stands. A section is named by its heading. */
export const TASKS = {
  sample: { page: 'first-connection', section: 'With sample data', icon: 'play' },
  source: { page: 'first-connection', section: 'With a real source', icon: 'add' },
  app: { page: 'own-credentials', icon: 'key' },
  reconnect: { page: 'reconnect', icon: 'unplug' },
  permissions: { page: 'reconnect', section: 'Missing permissions', icon: 'shield' },
  ended: { page: 'reconnect', section: 'What ends an access', icon: 'calendar' },
  rows: { page: 'workbooks', icon: 'grid' },
  keys: { page: 'workbooks', section: 'By keyboard', icon: 'terminal' },
  elsewhere: { page: 'exports', section: 'Destinations', icon: 'arrowUp' },
  server: { page: 'server', icon: 'external' },
  connector: { page: 'own-connector', icon: 'pencil' },
  terminal: { page: 'command-line', icon: 'terminal' },
} as const satisfies Record<string, Place>
/** Something to do. */
export type Task = keyof typeof TASKS

/** The tasks by what they are about. */
export const TASK_GROUPS = [
  { of: 'begin', tasks: ['sample', 'source', 'app'] },
  { of: 'mend', tasks: ['reconnect', 'permissions', 'ended'] },
  { of: 'rows', tasks: ['rows', 'keys', 'elsewhere'] },
  { of: 'further', tasks: ['server', 'connector', 'terminal'] },
] as const satisfies readonly { of: string; tasks: readonly Task[] }[]

/** Faults that most people meet first. */
export const COMMON = [
  'consent_timed_out',
  'port_taken',
  'client_rejected',
  'grant_rejected',
  'unreachable',
  'keychain_locked',
] as const
