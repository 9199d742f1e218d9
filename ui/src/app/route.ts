import { useSyncExternalStore } from 'react'

import type { WizardStep } from '../generated/rpc'

/** The steps of the wizard that have a screen, in order. */
export const STEPS = ['authorize', 'test', 'streams', 'entity'] as const satisfies readonly WizardStep[]
/** A step of the wizard that has a screen. */
export type Step = (typeof STEPS)[number]

/** The sections of the settings by what they are about, in order. */
export const SECTION_GROUPS = [
  { of: 'app', sections: ['general', 'appearance'] },
  { of: 'computer', sections: ['network', 'doctor', 'programs'] },
  { of: 'past', sections: ['activity', 'ledger'] },
  { of: null, sections: ['about'] },
] as const
/** A section of the settings. */
export type Section = (typeof SECTION_GROUPS)[number]['sections'][number]
/** All of them. */
export const SECTIONS: readonly Section[] = SECTION_GROUPS.flatMap<Section>(({ sections }) => sections)

/** Where the window is. There is no router library: ten screens, one hash. */
export type Route =
  | { screen: 'connections' }
  /** When grants end, and which renew by themselves. */
  | { screen: 'calendar' }
  | { screen: 'catalogue' }
  /** Adding a connector; `draft`: the manifest that is being written; `file`: a pack that was opened from outside. */
  | { screen: 'add'; draft: boolean; file?: string }
  /** Trying out a connector's streams; without one, the manifest that is being written. */
  | { screen: 'author'; connector: string | null }
  /** Everything about one connection; `schedule`: with its schedule open to be changed. */
  | { screen: 'connection'; id: string; schedule?: true }
  /** Without a step the connection decides which one is next. */
  | { screen: 'connect'; id: string; step: Step | null }
  /** Without a tab the first one is shown. */
  | { screen: 'workbook'; entity: string; tab: string | null }
  /** `connection`: what concerns that one only; for its activity. */
  | { screen: 'settings'; section: Section; connection?: string }
  /** The guide; without a page its front, with a section of that page. */
  | { screen: 'help'; page: string | null; section: string | null }

/** The hash of a route: `#/connect/01J…/streams`. */
export function href(route: Route): string {
  switch (route.screen) {
    case 'connections':
      return '#/'
    case 'calendar':
    case 'catalogue':
      return `#/${route.screen}`
    case 'add':
      return route.file ? join('add', 'file', route.file) : join('add', route.draft ? 'draft' : null)
    case 'author':
      return join('author', route.connector)
    case 'connection':
      return join('connection', route.id, route.schedule ? 'schedule' : null)
    case 'settings':
      return join('settings', route.section, route.connection ?? null)
    case 'help':
      return join('help', route.page, route.section)
    case 'connect':
      return join('connect', route.id, route.step)
    case 'workbook':
      return join('workbook', route.entity, route.tab)
  }
}

/** The route of a hash; an unknown one is the list of connections. */
export function parse(hash: string): Route {
  const [screen, first, second] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map(decodeURIComponent)
  if (screen === 'catalogue' || screen === 'calendar') return { screen }
  if (screen === 'add' && first === 'file' && second) return { screen, draft: false, file: second }
  if (screen === 'add') return { screen, draft: first === 'draft' }
  if (screen === 'author') return { screen, connector: first ?? null }
  if (screen === 'connection' && first)
    return second === 'schedule' ? { screen, id: first, schedule: true } : { screen, id: first }
  if (screen === 'settings') {
    const section = SECTIONS.find((known) => known === first) ?? 'general'
    return second ? { screen, section, connection: second } : { screen, section }
  }
  if (screen === 'connect' && first) return { screen, id: first, step: STEPS.find((step) => step === second) ?? null }
  if (screen === 'workbook' && first) return { screen, entity: first, tab: second ?? null }
  if (screen === 'help') return { screen, page: first ?? null, section: second ?? null }
  return { screen: 'connections' }
}

/** Goes to a route. */
export function go(route: Route): void {
  window.location.hash = href(route)
}

/** The route that the window shows; a new one renders again. */
export function useRoute(): Route {
  return parse(useSyncExternalStore(subscribe, () => window.location.hash))
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

function join(...parts: (string | null)[]): string {
  return `#/${parts
    .filter((part) => part !== null)
    .map(encodeURIComponent)
    .join('/')}`
}
