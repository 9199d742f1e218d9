import type { ColumnView, ConnectionView, ConnectorView, EntityView, RowWindow, StreamView, SyncedStream } from '../../generated/rpc'
import { tiles } from './catalogue'
import { FAULTS } from './faults'
import { endingIn, grant } from './grants'
import { everyKind, STREAMS } from './seed'

const LONG =
  'Quarterly consolidated receivables and payables of the northern region including intercompany eliminations'

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

/** Five hundred connections; some need somebody, one has a name that fits nowhere. */
export function manyConnections(): ConnectionView[] {
  const kinds = everyKind().filter(({ state }) => state !== 'draft')
  return range(500).map((index) => {
    const kind = kinds[index % kinds.length] as ConnectionView
    const id = `m${index}`
    return {
      ...kind,
      id,
      name: index === 1 ? LONG : `${kind.connectorName} ${index + 1}`,
      account: index === 1 ? `${LONG.replaceAll(' ', '.').toLowerCase()}@example.com` : kind.account,
      streams: kind.streams.map((stream) => ({ ...stream, tab: `${id}-${stream.name}` })),
      entity: kind.entity && { id: `entity-${index % 40}`, name: index % 40 === 1 ? LONG : `Entity ${(index % 40) + 1}` },
    }
  })
}

/** Forty connections whose grants end on days of the year to come, or never; most need nobody. */
export function fortyGrants(): ConnectionView[] {
  const kind = everyKind().find(({ status }) => status === 'active')
  const sources = tiles(() => 0)
  return range(40).map((index) => {
    const source = sources[index % sources.length] as ConnectorView
    const lasting = index % 3 === 0 ? grant() : endingIn(4 + ((index * 37) % 340))
    const needy = index === 13 ? ({ state: 'reauthorize', status: 'reauthorize' } as const) : {}
    const name = `${source.name} – ${TEAMS[index % TEAMS.length]}`
    return { ...(kind as ConnectionView), ...needy, id: `f${index}`, name, icon: source.icon, grant: lasting }
  })
}

const TEAMS = ['Marketing', 'Finance', 'Support', 'Operations', 'Research', 'Sales', 'Events']

/** A thousand connectors. */
export const manyTiles = (): ConnectorView[] => {
  const few = tiles(() => 0)
  return range(1000).map((index) => {
    const tile = few[index % few.length] as ConnectorView
    return { ...tile, id: index < few.length ? tile.id : `${tile.id}-${index}`, name: index === 1 ? LONG : `${tile.name} ${index + 1}` }
  })
}

/** Four hundred streams. */
export const manyStreams = (): StreamView[] =>
  range(400).map((index) => {
    const stream = STREAMS[index % STREAMS.length] as StreamView
    return { ...stream, name: index === 1 ? LONG.replaceAll(' ', '_') : `${stream.name}_${index}` }
  })

/** A connection that brings them all; every fortieth could not be read. */
export function wideConnection(): ConnectionView {
  const one = everyKind().find(({ id }) => id === 'c3') as ConnectionView
  const [first] = one.streams
  const streams = manyStreams().map((stream, index) => ({
    ...(first as SyncedStream),
    name: stream.name,
    mode: stream.mode,
    rows: (index * 7919) % 90_000,
    fault: index % 40 === 39 ? FAULTS.scopeMissing : null,
    tab: `c3-${stream.name}`,
  }))
  const rows = streams.reduce((sum, stream) => sum + stream.rows, 0)
  const failed = streams.filter(({ fault }) => fault).length
  return { ...one, name: 'Warehouse', status: 'error', streams, rows, lastSync: one.lastSync && { ...one.lastSync, rows, failed, streams: streams.length } }
}

const manyColumns = (few: ColumnView[]): ColumnView[] =>
  range(300).map((index) => {
    const column = few[index % few.length] as ColumnView
    return { ...column, name: index < few.length ? column.name : `${column.name}_${index}` }
  })

/** Three hundred columns for every tab. */
export const wideEntities = (entities: EntityView[]): EntityView[] =>
  entities.map((entity) => ({
    ...entity,
    tabs: entity.tabs.map((tab) => ({ ...tab, columns: manyColumns(tab.columns) })),
  }))

/** Cells for them. */
export const wideRows = (window: RowWindow): RowWindow => ({
  ...window,
  rows: window.rows.map((row) => range(300).map((at) => row[at % row.length] ?? null)),
})
