import type { Mode, StreamSelection, StreamView } from '../../generated/rpc'

/** What is ticked in the stream picker, and how each stream is to be synced. */
export type Selection = { ticked: ReadonlySet<string>; modes: ReadonlyMap<string, Mode> }

/** The kept or recommended selection. */
export const proposed = (streams: StreamView[]): Selection => ({
  ticked: new Set(streams.filter((stream) => stream.selected && !stream.unavailable).map(({ name }) => name)),
  modes: new Map(streams.map(({ name, mode }) => [name, mode])),
})

/** Ticks or unticks streams; those that are not available stay as they are. */
export function tick({ ticked, modes }: Selection, streams: StreamView[], on: boolean): Selection {
  const next = new Set(ticked)
  for (const { name, unavailable } of streams) {
    if (unavailable) continue
    if (on) next.add(name)
    else next.delete(name)
  }
  return { ticked: next, modes }
}

/** Whether all, some or none of the available streams are ticked. */
export function extent({ ticked }: Selection, streams: StreamView[]): 'all' | 'some' | 'none' {
  const available = streams.filter(({ unavailable }) => !unavailable)
  const count = available.filter(({ name }) => ticked.has(name)).length
  if (count === 0) return 'none'
  return count === available.length ? 'all' : 'some'
}

/** The streams from one to another, both included, whichever comes first. */
export function between(streams: StreamView[], from: string, to: string): StreamView[] {
  const ends = [from, to].map((end) => streams.findIndex(({ name }) => name === end))
  return ends.includes(-1) ? [] : streams.slice(Math.min(...ends), Math.max(...ends) + 1)
}

/** Sets the mode of one stream. */
export const setMode = ({ ticked, modes }: Selection, name: string, mode: Mode): Selection => ({
  ticked,
  modes: new Map(modes).set(name, mode),
})

/** Sets the mode of all ticked streams that know it; `kept` names the others. */
export function setModes(
  selection: Selection,
  streams: StreamView[],
  mode: Mode,
): { selection: Selection; kept: string[] } {
  const ticked = streams.filter(({ name }) => selection.ticked.has(name))
  const able = ticked.filter(({ modes }) => modes.includes(mode))
  return {
    selection: able.reduce((before, { name }) => setMode(before, name, mode), selection),
    kept: ticked.filter((stream) => !able.includes(stream)).map(({ name }) => name),
  }
}

/** What the engine is told. */
export const toSend = ({ ticked, modes }: Selection, streams: StreamView[]): StreamSelection[] =>
  streams.filter(({ name }) => ticked.has(name)).map(({ name, mode }) => ({ name, mode: modes.get(name) ?? mode }))

/** The streams that a search finds, by name or field. */
export function matching(streams: StreamView[], query: string): StreamView[] {
  const wanted = query.trim().toLowerCase()
  return wanted
    ? streams.filter(({ name, fields }) => [name, ...fields].some((word) => word.toLowerCase().includes(wanted)))
    : streams
}
