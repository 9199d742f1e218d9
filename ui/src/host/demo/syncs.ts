import type { RowEstimate, SyncedStream } from '../../generated/rpc'

/** Rows that come in a step of a sync. */
export const STEP = 400

const ROWS: Record<string, number> = { contacts: 2400, companies: 560, deals: 1200, orders: 3600 }

const rowsOf = (name: string): number => ROWS[name] ?? 40

/** What the first page of a stream tells of the whole: the source counts some streams, and some are on one page. */
export function estimateOf(name: string): RowEstimate {
  if (name === 'deals') return { rows: 100, extent: 'moreThan' }
  return { rows: rowsOf(name), extent: name in ROWS ? 'about' : 'all' }
}

/** The next step of a sync: some more rows of the first stream that lacks any; null where all are there. */
export function stepped(streams: SyncedStream[]) {
  const index = streams.findIndex(({ name, rows }) => rows < rowsOf(name))
  const stream = streams[index]
  if (!stream) return null
  const rows = Math.min(stream.rows + STEP, rowsOf(stream.name))
  const now = { ...stream, rows, syncedAt: rows === rowsOf(stream.name) ? new Date().toISOString() : null }
  return { index, stream: now, streams: streams.with(index, now) }
}

/** Rows of all streams together. */
export const sumOf = (streams: SyncedStream[]): number => streams.reduce((sum, { rows }) => sum + rows, 0)

/** The streams, where what changed at the source of one was taken note of. */
export const accepted = (streams: SyncedStream[], name: string): SyncedStream[] =>
  streams.map((stream) => (stream.name === name ? { ...stream, changes: [] } : stream))
