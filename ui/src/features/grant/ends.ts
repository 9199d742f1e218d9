import type { CalendarEntry, ConnectionView, GrantEnd } from '../../generated/rpc'

/** A connection whose access ends on a known day. */
export type Ending = { connection: ConnectionView; end: GrantEnd }
/** A month with what ends in it; `at` is a moment of it. */
export type Month = { at: string; ends: Ending[] }
/** All connections by when they next need a person. */
export type Arranged = { now: ConnectionView[]; soon: Ending[]; later: Month[]; open: ConnectionView[] }

/** Sorts connections by when they need a person: now, within the week, in some month, or never as far as is known. */
export function arrange(connections: ConnectionView[], ends: CalendarEntry[], now: number): Arranged {
  const endOf = new Map(ends.map(({ connection, end }) => [connection, end]))
  const isOver = (id: string) => Date.parse(endOf.get(id)?.at ?? '') <= now
  const arranged: Arranged = { now: [], soon: [], later: [], open: [] }
  const ending: Ending[] = []
  for (const connection of connections) {
    const { id, status, approval, state } = connection
    const end = endOf.get(id)
    if (status === 'reauthorize' || approval || isOver(id)) arranged.now.push(connection)
    else if (end) ending.push({ connection, end })
    else if (state !== 'draft') arranged.open.push(connection)
  }
  ending.sort((a, b) => Date.parse(a.end.at) - Date.parse(b.end.at))
  arranged.soon = ending.filter(({ end }) => end.warns)
  arranged.later = byMonth(ending.filter(({ end }) => !end.warns))
  return arranged
}

/** Ends in their months, the nearest first; a month in which nothing ends is left out. */
export function byMonth(ends: Ending[]): Month[] {
  const months = new Map<string, Month>()
  for (const ending of ends) {
    const key = monthKey(new Date(ending.end.at))
    const month = months.get(key) ?? { at: ending.end.at, ends: [] }
    month.ends.push(ending)
    months.set(key, month)
  }
  return [...months.values()]
}

/** The twelve months that begin with this one, each with what ends in it. */
export function year(ends: Ending[], now: number): Month[] {
  const found = new Map(byMonth(ends).map((month) => [monthKey(new Date(month.at)), month.ends]))
  const today = new Date(now)
  return Array.from({ length: 12 }, (_, ahead) => {
    const first = new Date(today.getFullYear(), today.getMonth() + ahead, 1)
    return { at: first.toISOString(), ends: found.get(monthKey(first)) ?? [] }
  })
}

const monthKey = (at: Date): string => `${at.getFullYear()}-${at.getMonth()}`
