import type { ActivityView } from '../../generated/rpc'
import { text } from '../../text'

const DAY = 24 * 60 * 60_000

/** The entries that a search finds, by what they say. */
export function matching(entries: ActivityView[], query: string): ActivityView[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter(({ what, says }) => {
    const said = `${what} ${says}`.toLowerCase()
    return words.every((word) => said.includes(word))
  })
}

/** How many entries each of the last `days` days has, the oldest first; days are those of the user's clock. */
export function perDay(entries: ActivityView[], days: number, now: number): { at: string; count: number }[] {
  const today = midnight(now)
  const counts = new Map<number, number>()
  for (const { at } of entries) {
    const day = midnight(Date.parse(at))
    counts.set(day, (counts.get(day) ?? 0) + 1)
  }
  return Array.from({ length: days }, (_, index) => {
    // Noon of the day, because not every day has 24 hours.
    const day = midnight(today + DAY / 2 - (days - 1 - index) * DAY)
    return { at: new Date(day).toISOString(), count: counts.get(day) ?? 0 }
  })
}

const midnight = (time: number): number => new Date(time).setHours(0, 0, 0, 0)

/** The entries as a table in CSV (RFC 4180), with a header. */
export function toCsv(entries: ActivityView[], names: ReadonlyMap<string, string>): string {
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
