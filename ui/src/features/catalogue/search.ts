import type { ConnectorView } from '../../generated/rpc'
import { plain } from '../../parts/search'
import { locale } from '../../text/language'

/**
 * The connectors that a search finds, best first: a name that begins with it, then a name, then other words, a category,
 * a sentence that holds it. Every word of the query must be found somewhere.
 */
export function find(connectors: ConnectorView[], query: string): ConnectorView[] {
  const words = plain(query).split(/\s+/).filter(Boolean)
  const all = byName(connectors)
  if (words.length === 0) return all
  return all
    .map((connector) => ({ connector, score: score(connector, words) }))
    .filter(({ score: points }) => points > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ connector }) => connector)
}

const names = new Intl.Collator(locale, { numeric: true })
const ordered = new WeakMap<ConnectorView[], ConnectorView[]>()

/** The connectors by name, put in order once: at a key it would take longer than all else. */
function byName(connectors: ConnectorView[]): ConnectorView[] {
  const known = ordered.get(connectors) ?? connectors.toSorted((a, b) => names.compare(a.name, b.name))
  ordered.set(connectors, known)
  return known
}

/** What a search looks at, prepared once: a thousand entries are looked through at every key. */
type Entry = { name: string; aliases: string[]; category: string; summary: string }
const prepared = new WeakMap<ConnectorView, Entry>()

/** Prepares connectors before the first key is pressed. */
export const prepare = (connectors: ConnectorView[]): void => connectors.forEach(entryOf)

function entryOf(connector: ConnectorView): Entry {
  const known = prepared.get(connector)
  if (known) return known
  const { name, aliases, category, summary } = connector
  const entry = { name: plain(name), aliases: aliases.map(plain), category: plain(category), summary: plain(summary) }
  prepared.set(connector, entry)
  return entry
}

function score(connector: ConnectorView, words: string[]): number {
  const entry = entryOf(connector)
  let sum = 0
  for (const word of words) {
    const points = rate(word, entry)
    if (points === 0) return 0
    sum += points
  }
  return sum
}

function rate(word: string, { name, aliases, category, summary }: Entry): number {
  if (name.startsWith(word)) return 16
  if (name.includes(word)) return 8
  if (aliases.some((alias) => alias.startsWith(word))) return 4
  if (category.includes(word)) return 2
  return summary.includes(word) || aliases.some((alias) => alias.includes(word)) ? 1 : 0
}
