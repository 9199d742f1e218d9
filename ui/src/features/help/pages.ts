const files = import.meta.glob<string>('../../../../docs/guide/*.md', { query: '?raw', import: 'default', eager: true })

/** The pages of the guide, in the order in which one needs them. `README` of the folder is its list for other readers. */
export const PAGES = [
  'first-connection',
  'own-credentials',
  'reconnect',
  'workbooks',
  'exports',
  'server',
  'own-connector',
  'command-line',
  'troubleshooting',
] as const
/** A page of the guide. */
export type HelpPage = (typeof PAGES)[number]

/** The page of a name; an unknown one is the first. */
export const pageOf = (name: string | null): HelpPage => PAGES.find((page) => page === name) ?? 'first-connection'

/** A page's Markdown. Pictures are for readers outside of the window, which looks like them itself. */
export function markdownOf(page: HelpPage): string {
  const text = files[`../../../../docs/guide/${page}.md`] ?? ''
  return text.replaceAll(/^!\[.*\n/gm, '')
}

/** The page that a link in the guide leads to, if it leads to one. */
export const linkedPage = (url: string): HelpPage | undefined => PAGES.find((page) => `${page}.md` === url)
