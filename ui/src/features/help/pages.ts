import { faultPage } from './faultPage'

// The page of the faults is made of the faults themselves.
const GUIDE = import.meta.glob<string>(['../../../../docs/guide/*.md', '!../../../../docs/guide/troubleshooting.md'], { query: '?raw', import: 'default', eager: true })

/** The pages of the guide by what one comes for, in the order in which one needs them. `README` of the folder is its list for other readers. */
export const PAGE_GROUPS = [
  { of: 'begin', pages: ['first-connection', 'own-credentials'] },
  { of: 'mend', pages: ['reconnect', 'troubleshooting'] },
  { of: 'rows', pages: ['workbooks', 'exports'] },
  { of: 'further', pages: ['server', 'own-connector', 'command-line'] },
] as const
/** A page of the guide. */
export type HelpPage = (typeof PAGE_GROUPS)[number]['pages'][number]
/** All of them. */
export const PAGES: readonly HelpPage[] = PAGE_GROUPS.flatMap<HelpPage>(({ pages }) => pages)

/** The page of a name, if there is one. */
export const pageOf = (name: string | null): HelpPage | null => PAGES.find((page) => page === name) ?? null

/**
 * A page's Markdown below its title, which the window shows itself; its sections come next to that. Pictures are for
 * readers outside of the window, which looks like them itself.
 */
export function markdownOf(page: HelpPage): string {
  if (page === 'troubleshooting') return faultPage()
  const text = GUIDE[`../../../../docs/guide/${page}.md`] ?? ''
  return text
    .replaceAll(/^!\[.*\n/gm, '')
    .replace(/^# .*\n+/, '')
    .replaceAll(/^## /gm, '# ')
}

/** The page that a link in the guide leads to, if it leads to one. */
export const linkedPage = (url: string): HelpPage | undefined => PAGES.find((page) => `${page}.md` === url)

/** A section of a page; the one before the first heading has no title. */
export type HelpSection = { page: HelpPage; title: string | null; text: string }

/** The sections of a page, in its order. */
export function sectionsOf(page: HelpPage): HelpSection[] {
  const [before = '', ...rest] = markdownOf(page).split(/^# /m)
  const sections = rest.map((part) => {
    const end = part.indexOf('\n')
    return { page, title: part.slice(0, end).trim(), text: part.slice(end) }
  })
  return [{ page, title: null, text: before }, ...sections]
}
