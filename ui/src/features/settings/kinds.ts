import type { IconName } from '../../parts/Icon'

/** How an entry of the activity looks: what failed, what waits for the person, what went well, all else. */
export type Look = 'bad' | 'warn' | 'good' | 'plain'

/** Words of the engine, the first that fits counts; what is new to this window gets the plain one. */
const KINDS: [RegExp, IconName, Look][] = [
  [/caller_asked/, 'terminal', 'warn'],
  [/grant_ends/, 'calendar', 'warn'],
  [/reauth|reject/, 'unplug', 'warn'],
  [/fail|fault|error/, 'warning', 'bad'],
  [/token|caller|allow|refuse/, 'terminal', 'plain'],
  [/revok|delet|disconnect/, 'trash', 'plain'],
  [/authoriz|connect|grant/, 'key', 'good'],
  [/link/, 'link', 'good'],
  [/refresh|renew/, 'refresh', 'plain'],
  [/waits/, 'clock', 'plain'],
  [/sync|delivery/, 'check', 'good'],
  [/pause/, 'pause', 'plain'],
  [/network|proxy/, 'flow', 'plain'],
]

/** The icon of a kind of entry, and how it looks. */
export function kindOf(what: string): { icon: IconName; look: Look } {
  const [, icon, look] = KINDS.find(([pattern]) => pattern.test(what)) ?? [null, 'dots', 'plain']
  return { icon: icon as IconName, look: look as Look }
}

/** Whether an entry of a kind needs, or needed, a person. */
export function needs(what: string): boolean {
  const { look } = kindOf(what)
  return look === 'bad' || look === 'warn'
}
