import type {
  AttemptView,
  CheckView,
  ConnectionView,
  ConnectorDetail,
  EntityTarget,
  GrantKind,
  Progress,
  Topic,
} from '../../generated/rpc'
import type { Args, Command, Result } from '../index'
import { Added, begun as manifestBegun, problemsOf } from './adding'
import { begun, CHOICE } from './attempts'
import { nameOf, tiles } from './catalogue'
import { CHECKS, passed, same } from './checks'
import { Choices } from './choices'
import { Desk, recovery } from './desk'
import { Destinations } from './destinations'
import { detail } from './details'
import { FAULTS } from './faults'
import { APPROVAL, calendarOf, grant } from './grants'
import { handoffs } from './handoff'
import type { DemoOptions } from './index'
import { manyStreams, manyTiles, wideEntities, wideRows } from './many'
import { Notes } from './notes'
import { readings } from './readings'
import { windowOf } from './rows'
import { scheduleOf, timesOf } from './schedules'
import { deletedOf, draft, entitiesOf, STREAMS, unread } from './seed'
import { accepted, estimateOf, STEP, stepped, sumOf } from './syncs'
import { trialOf } from './trial'

type Events = { changed: Topic; progress: Progress }
type Handlers = { [C in Command]: (args: Args<C>) => Result<C> }

/** Plays the engine: keeps connections, walks them through the wizard, and lets their syncs advance. */
export class DemoEngine {
  private readonly listeners: { [E in keyof Events]: Set<(payload: Events[E]) => void> } = {
    changed: new Set(),
    progress: new Set(),
  }
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>()
  private connections: ConnectionView[]
  private readonly options: DemoOptions
  private readonly desk: Desk
  private readonly added = new Added()
  private readonly choices = new Choices()
  private readonly destinations = new Destinations()
  private readonly notes = new Notes()
  private readonly ways = new Map<string, GrantKind>()
  private made = 0
  private readonly many: boolean

  constructor(connections: ConnectionView[], options: DemoOptions) {
    this.connections = connections
    this.options = options
    this.many = options.start === 'many'
    this.desk = new Desk(options.callers === 'waiting', options.link ?? null)
  }

  /** Calls `listener` with each event; the result ends it. */
  listen<E extends keyof Events>(event: E, listener: (payload: Events[E]) => void): () => void {
    this.listeners[event].add(listener)
    return () => this.listeners[event].delete(listener)
  }

  /** Runs a command. */
  call<C extends Command>(name: C, args: Args<C>): Result<C> {
    return this.handlers[name](args)
  }

  private readonly handlers: Handlers = {
    app_info: () => ({ version: '0.1.0', dataFolder: '/home/ada/.local/share/headwater' }),
    keychain: () => 'Secret Service',
    catalogue: () => this.tiles(),
    connector: ({ connector }) => this.detail(connector),
    inspect_connector: ({ source }) => this.added.inspect(source),
    add_connector: () => this.changed('catalogue', this.added.add()),
    remove_connector: ({ connector }) => this.changed('catalogue', this.added.remove(connector)),
    connector_form: ({ connector }) => this.added.form(connector),
    test_stream: ({ stream }) => trialOf(stream),
    check_manifest: ({ text }) => problemsOf(text),
    new_manifest: ({ name }) => manifestBegun(name),
    connections: () =>
      this.connections.filter(
        ({ state, inputs, client, attempt }) =>
          state !== 'draft' || client || attempt || Object.keys(inputs).length > 0,
      ),
    connection: ({ id }) => this.find(id),
    create_draft: ({ connector }) => this.create(connector),
    try_sample: () => {
      const { id } = this.create('sandbox')
      this.handlers.authorize({ id })
      return this.find(id)
    },
    open_page: () => null,
    save_inputs: ({ id, inputs }) => {
      const { inputs: kept } = this.find(id)
      return this.change(id, { inputs: { ...kept, ...inputs } })
    },
    save_client: ({ id, client }) =>
      this.change(id, {
        client:
          client.kind === 'own'
            ? {
                kind: 'own',
                clientId: client.clientId,
                hasSecret: client.clientSecret !== null,
                hasCertificate: Boolean(client.certificate),
                ...(client.relay ? { relay: client.relay } : {}),
              }
            : client,
      }),
    import_client: ({ id }) =>
      this.change(id, { client: { kind: 'own', clientId: '7f1c2b1e-5a0d-4c8e-9b57-0c9f3a2f6d41', hasSecret: true, hasCertificate: false } }),
    check_client: () => CHECKS[this.options.client ?? 'passed'],
    use_client_kind: ({ id, kind }) => this.change(id, { clientKind: kind, client: null }),
    decline_scopes: ({ id, scopes }) => this.change(id, { declined: scopes }),
    use_grant: ({ id, grant: way }) => {
      this.ways.set(id, way)
      return this.find(id)
    },
    authorize: ({ id }) => this.authorize(id),
    authorize_another: ({ id }) => this.authorize(id),
    paste_address: ({ id, address }) => {
      if (address.includes('old')) throw FAULTS.pasteRefused
      this.consented(id)
      return this.attempt(id, {})
    },
    choose: ({ id }) => {
      this.consented(id)
      return this.attempt(id, { choice: null })
    },
    decide_account: ({ id, decision }) => {
      const found = this.find(id).attempt?.accountChange?.found ?? null
      if (decision === 'replace') this.consented(id)
      const kept = this.change(id, { attempt: null, ...(decision === 'replace' && { account: found }) })
      if (decision !== 'addAsNew') return kept
      const { id: created } = this.create(kept.connector)
      return this.change(created, { account: found, step: 'streams', grant: grant() })
    },
    open_again: ({ id }) => this.attempt(id, { browser: 'opened' }),
    cancel_attempt: ({ id }) => {
      this.stop(id)
      this.change(id, { attempt: null })
      return null
    },
    test: ({ id }) => {
      const { connector, step } = this.find(id)
      // A key has no consent: its test is what makes the connection.
      if (step === 'authorize' && this.detail(connector).auth === 'key') this.change(id, { state: 'active', step: 'streams' })
      return this.checks(id)
    },
    streams: ({ id }) => {
      if (this.many) return manyStreams()
      const ticked = new Set(this.find(id).streams.map(({ name }) => name))
      return ticked.size === 0 ? STREAMS : STREAMS.map((stream) => ({ ...stream, selected: ticked.has(stream.name) }))
    },
    estimate_rows: ({ stream }) => estimateOf(stream),
    select_streams: ({ id, streams }) => this.change(id, { step: 'entity', streams: streams.map(unread) }),
    stream_columns: ({ id, stream }) => this.choices.columns(id, stream),
    choose_columns: ({ id, stream, choice }) => this.choices.keep(id, stream, choice, this.find(id).rows),
    read_again: ({ id }) => this.handlers.sync({ id }),
    link: ({ id, target }) => this.link(id, target),
    sync: ({ id }) => this.startSync(id),
    cancel_sync: ({ id }) => this.endSync(id),
    pause_sync: ({ id }) => this.endSync(id, true),
    settle_schema: ({ id, stream }) => {
      this.change(id, { streams: accepted(this.find(id).streams, stream) })
      return this.find(id)
    },
    pause: ({ id }) => this.change(id, { state: 'paused', status: 'paused' }),
    resume: ({ id }) => this.change(id, { state: 'active', status: 'active' }),
    ...handoffs((id) => this.find(id)),
    rename: ({ id, name }) => this.change(id, { name }),
    delete: ({ id }) => {
      const { connectorName } = this.find(id)
      this.connections = this.connections.filter((connection) => connection.id !== id)
      this.emit('changed', { topic: 'connections' })
      this.emit('changed', { topic: 'workbooks' })
      return { revocation: 'revoked', says: `Deleted. The access was revoked at ${connectorName}.` }
    },
    save_schedule: ({ id, schedule }) => this.change(id, { schedule: schedule && scheduleOf(schedule) }),
    next_times: ({ schedule }) => timesOf(schedule),
    general: () => this.desk.general(),
    update: () => null,
    open_update: () => null,
    managed: () => ({ file: null, general: [], network: [] }),
    save_general: ({ settings }) => this.desk.saveGeneral(settings),
    ...recovery(() => this.options.recovery),
    link_to_follow: () => this.desk.takeLink(),
    calendar: () => calendarOf(this.connections),
    activity: ({ connection }) => this.desk.activity(connection),
    callers: () => this.desk.callers(),
    decide_caller: ({ caller, decision }) => {
      this.desk.decide(caller, decision)
      this.emit('changed', { topic: 'connections' })
      return null
    },
    network: () => this.desk.network(),
    save_network: ({ settings }) => this.desk.save(settings),
    reset_network: () => this.desk.network(),
    ledger: () => this.desk.ledger(),
    doctor: ({ connector }) => this.desk.doctor(connector, this.options.consent === 'portTaken'),
    entities: () => this.notes.entities((this.many ? wideEntities : same)(entitiesOf(this.connections))),
    ...this.destinations.handlers((changed) => this.emit('changed', changed)),
    rows: ({ tab, query }) => {
      const stream = this.connections.flatMap(({ streams }) => streams).find((known) => known.tab === tab)
      const window = windowOf(stream?.name ?? 'contacts', stream?.rows ?? 0, query)
      return this.notes.rows(tab, (this.many ? wideRows : same)({ ...window, deleted: deletedOf(stream?.changes ?? []) }))
    },
    ...readings((tab, query) => ({
      window: this.handlers.rows({ tab, query }),
      columns: this.handlers.entities({}).flatMap(({ tabs }) => tabs).find(({ id }) => id === tab)?.columns ?? [],
    }), () => this.options.order),
    ...this.notes.handlers((changed) => this.emit('changed', changed)),
  }

  private detail(connector: string): ConnectorDetail {
    const tile = this.tiles().find(({ id }) => id === connector)
    if (!tile) throw new Error(`no connector ${connector}`)
    return detail(tile)
  }

  private changed<T>(topic: 'catalogue' | 'workbooks', result: T): T {
    this.emit('changed', { topic })
    return result
  }

  private tiles() {
    const connected = (connector: string) =>
      this.connections.filter((known) => known.connector === connector && known.state !== 'draft').length
    return [...(this.many ? manyTiles() : tiles(connected)), ...this.added.tiles()]
  }

  private find(id: string): ConnectionView {
    const found = this.connections.find((connection) => connection.id === id)
    if (!found) throw FAULTS.unknown
    return found
  }

  private change(id: string, change: Partial<ConnectionView>): ConnectionView {
    const changed = { ...this.find(id), ...change }
    this.connections = this.connections.map((connection) => (connection.id === id ? changed : connection))
    this.emit('changed', { topic: 'connections' })
    return changed
  }

  private emit<E extends keyof Events>(event: E, payload: Events[E]): void {
    for (const listener of this.listeners[event]) listener(payload)
  }

  private create(connector: string): ConnectionView {
    this.made += 1
    const created = draft(`d${this.made}`, connector)
    this.connections = [...this.connections, created]
    return created
  }

  private later(id: string, run: () => void): void {
    this.timers.set(id, setTimeout(run, this.options.pace ?? 1500))
  }

  private stop(id: string): void {
    clearTimeout(this.timers.get(id))
  }

  private authorize(id: string): AttemptView {
    const connector = this.detail(this.find(id).connector)
    const way = this.ways.get(id) ?? connector.grants[0] ?? 'authorizationCode'
    const attempt = begun(connector, way, this.made, this.options)
    this.change(id, { attempt, trouble: null, approval: null })
    if (!attempt.paste || this.options.consent) this.later(id, () => this.answer(id))
    return attempt
  }

  /** What comes of the consent. */
  private answer(id: string): void {
    const { account } = this.find(id)
    const consent = this.options.consent ?? 'allow'
    switch (consent) {
      case 'allow':
        return this.consented(id)
      case 'deny':
      case 'late':
      case 'portTaken':
        return void this.attempt(id, { phase: 'failed', fault: FAULTS[consent] })
      case 'approval':
        this.attempt(id, { phase: 'failed', fault: FAULTS.adminApproval })
        return void this.change(id, { approval: { ...APPROVAL, since: new Date().toISOString() } })
      case 'choose':
        return void this.attempt(id, { phase: 'choosing', choice: CHOICE })
      case 'otherAccount':
        return void this.attempt(id, {
          phase: 'accountDiffers',
          accountChange: { expected: account ?? 'ada@example.com', found: 'grace@example.com' },
        })
      case 'never':
        return undefined
    }
  }

  private attempt(id: string, change: Partial<AttemptView>): AttemptView {
    const { attempt } = this.find(id)
    if (!attempt) throw new Error('no attempt runs')
    const changed = { ...attempt, ...change }
    this.change(id, { attempt: changed })
    return changed
  }

  private consented(id: string): void {
    const { step, attempt, connector } = this.find(id)
    this.change(id, {
      state: step === 'done' ? 'active' : 'draft',
      status: step === 'done' ? 'active' : 'draft',
      step: step === 'authorize' ? 'test' : step,
      account: `ada@${connector}.example`,
      grant: grant(attempt?.grant),
      attempt: attempt && { ...attempt, phase: 'done' },
      trouble: null,
    })
  }

  private checks(id: string): CheckView[] {
    const missing = this.find(id).grant?.missing ?? []
    if (this.options.checks === 'failed') {
      return [
        passed('reach', 'Answered in 84 ms'),
        { name: 'token', outcome: 'failed', says: '', fault: FAULTS.secretWrong },
        { name: 'scopes', outcome: 'skipped', says: 'Needs an accepted token', fault: null },
        { name: 'read', outcome: 'skipped', says: 'Needs an accepted token', fault: null },
      ]
    }
    return [
      passed('reach', 'Answered in 84 ms'),
      passed('token', 'Valid for 59 min'),
      passed('scopes', missing.length === 0 ? '6 permissions granted' : '5 permissions granted. Not given: Your tickets.'),
      passed('read', '2,400 contacts at hand'),
    ]
  }

  private link(id: string, target: EntityTarget) {
    const entity =
      target.kind === 'new'
        ? { id: target.name.toLowerCase(), name: target.name }
        : (entitiesOf(this.connections).find((known) => known.id === target.id) ?? target)
    this.change(id, {
      entity: { id: entity.id, name: 'name' in entity ? entity.name : entity.id },
      step: 'done',
      state: 'active',
      status: 'active',
    })
    this.change(id, { streams: this.find(id).streams.map((stream) => ({ ...stream, tab: `${id}-${stream.name}` })) })
    this.emit('changed', { topic: 'workbooks' })
    this.startSync(id)
    const linked = entitiesOf(this.connections).find((known) => known.id === entity.id)
    if (!linked) throw new Error(`no entity ${entity.id}`)
    return linked
  }

  private startSync(id: string): null {
    const { streams } = this.find(id)
    const lastSync = { startedAt: new Date().toISOString(), endedAt: null, rows: 0, failed: 0, streams: streams.length, paused: false }
    this.change(id, { status: 'syncing', lastSync, trouble: null })
    this.later(id, () => this.advance(id))
    return null
  }

  private advance(id: string): void {
    const step = stepped(this.find(id).streams)
    if (!step) return void this.endSync(id)
    const { index, stream, streams } = step
    this.change(id, { streams, rows: sumOf(streams) })
    this.emit('progress', {
      connection: id,
      stream: stream.name,
      index: index + 1,
      of: streams.length,
      rows: stream.rows,
      rate: STEP / ((this.options.pace || 1) / 1000),
    })
    if (stream.tab) this.emit('changed', { topic: 'rows', tab: stream.tab })
    this.emit('changed', { topic: 'workbooks' })
    this.later(id, () => this.advance(id))
  }

  private endSync(id: string, paused = false): null {
    this.stop(id)
    const { rows, lastSync, name } = this.find(id)
    this.change(id, {
      status: 'active',
      name: name || nameOf('sandbox'),
      lastSync: lastSync && { ...lastSync, rows, endedAt: new Date().toISOString(), paused },
    })
    return null
  }
}
