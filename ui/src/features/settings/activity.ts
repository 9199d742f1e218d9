import type { ActivityView } from '../../generated/rpc'
import { finds } from '../../parts/search'
import { text } from '../../text'
import { needs } from './kinds'

const DAY = 24 * 60 * 60_000

/** Names of connections, by ID. */
export type Names = ReadonlyMap<string, string>
/** A day with its entries, and how many of them need a person; `at` is its midnight. */
export type Day = { at: string; count: number; needing: number }

/** The entries that a search finds, by what they say and whose they are. */
export function matching(entries: ActivityView[], query: string, names: Names): ActivityView[] {
  const isFound = finds(query)
  return entries.filter(({ what, says, connection }) => isFound(`${what} ${says} ${names.get(connection ?? '') ?? ''}`))
}

/** How many of the entries need a person. */
export const needing = (entries: ActivityView[]): number => entries.filter(({ what }) => needs(what)).length

/** The entries of a day. */
export const onDay = (entries: ActivityView[], day: string): ActivityView[] =>
  entries.filter(({ at }) => midnight(Date.parse(at)) === Date.parse(day))

/** How many entries each of the last `days` days has, the oldest first; days are those of the user's clock. */
export function perDay(entries: ActivityView[], days: number, now: number): Day[] {
  const today = midnight(now)
  const found = new Map<number, ActivityView[]>()
  for (const entry of entries) {
    const day = midnight(Date.parse(entry.at))
    const of = found.get(day)
    if (of) of.push(entry)
    else found.set(day, [entry])
  }
  return Array.from({ length: days }, (_, index) => {
    // Noon of the day, because not every day has 24 hours.
    const day = midnight(today + DAY / 2 - (days - 1 - index) * DAY)
    const of = found.get(day) ?? []
    return { at: new Date(day).toISOString(), count: of.length, needing: needing(of) }
  })
}

const midnight = (time: number): number => new Date(time).setHours(0, 0, 0, 0)

/** The entries as a table in CSV (RFC 4180), with a header. */
export function toCsv(entries: ActivityView[], names: Names): string {
  const { at: time, connection: whose, what: kind, says: words } = text.activity.columns
  const rows = entries.map(({ at, connection, what, says }) => [
    at,
    connection ? (names.get(connection) ?? connection) : '',
    what,
    says,
  ])
  return [[time, whose, kind, words], ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('')
}

/** A cell. What a spreadsheet would take for a formula is made text. */
function quoted(cell: string): string {
  const plain = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
