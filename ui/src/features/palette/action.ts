import type { IconName } from '../../parts/Icon'
import { plain } from '../../parts/search'

/** Where an action belongs. */
export type Group = 'go' | 'connection' | 'connect' | 'window'

/** Something that can be done, from anywhere. */
export type PaletteAction = {
  id: string
  title: string
  group: Group
  icon: IconName
  /** Other words that a search finds it by. */
  aliases?: readonly string[]
  /** It waits for the person: where nothing is searched for, it comes first. */
  waits?: boolean
  run: () => void
}

/**
 * The actions that a search finds, best first: every word is found, and a title that begins with the first one comes
 * before others. Without a query they stand as they are.
 */
export function find(actions: PaletteAction[], query: string): PaletteAction[] {
  const words = plain(query).split(/\s+/).filter(Boolean)
  if (words.length === 0) return actions
  return actions
    .map((action) => ({ action, rank: rank(action, words) }))
    .filter(({ rank: points }) => points > 0)
    .toSorted((a, b) => b.rank - a.rank)
    .map(({ action }) => action)
}

function rank({ title, aliases = [] }: PaletteAction, words: string[]): number {
  const named = plain(title)
  const whole = [named, ...aliases.map(plain)].join(' ')
  if (!words.every((word) => whole.includes(word))) return 0
  const starts = words.filter((word) => named.split(/[\s:]+/).some((part) => part.startsWith(word))).length
  return 1 + starts + (named.startsWith(words[0] ?? '') ? 2 : 0)
}
