import { type FaultCode, faults } from '../../generated/faults'
import { finds, plain } from '../../parts/search'
import { faultWords, text } from '../../text'
import { type HelpSection, PAGES, sectionsOf } from './pages'

/** A fault as it stands in the list: its words in the window's language, each value as `…`. */
export type HelpFault = { code: FaultCode; title: string; fix: string }
/** A section that was found, with the line that says it. */
export type FoundSection = HelpSection & { line: string }

/** As words are compared: a keyboard has one apostrophe, our texts have another. */
const flat = (words: string): string => plain(words).replaceAll('’', "'")
const unsaid = (words: string): string => words.replaceAll(/\{\w+\}/g, '…')

const byFirstWord = (title: string): string => title.replace(/^…\s*/, '')

/** All faults, by their titles. */
export const listFaults = (): HelpFault[] =>
  (Object.keys(faults) as FaultCode[])
    .map((code) => {
      const [title, , fix] = faultWords?.texts[code] ?? ['', '', '']
      const does = unsaid(fix || faults[code].fix)
      // Some say only themselves what to do.
      return { code, title: unsaid(title || faults[code].title), fix: does === '…' ? '' : does }
    })
    .toSorted((a, b) => byFirstWord(a.title).localeCompare(byFirstWord(b.title)))

/**
 * The faults that a search finds: those that it names come first, by the code, by the words of the window with whatever
 * stood in them, or by copied details. All others have every word.
 */
export function findFaults(all: HelpFault[], query: string): { named: HelpFault[]; others: HelpFault[] } {
  const isFound = finds(flat(query))
  const named = all.filter(({ code }) => isNamed(code, query))
  const others = all.filter((fault) => !named.includes(fault) && isFound(saidOf(fault.code)))
  return { named, others }
}

/** All that a fault says, in English and in the window's language. */
const saidOf = (code: FaultCode): string => {
  const { title, cause, fix } = faults[code]
  return flat([code, title, cause, fix, ...(faultWords?.texts[code] ?? [])].join(' '))
}

function isNamed(code: FaultCode, query: string): boolean {
  const written: string[] = query.toLowerCase().match(/[a-z]+(?:_[a-z]+)*/g) ?? []
  // A code of one word, such as `unreachable`, is a word like others where it does not begin the search.
  if (code.includes('_') ? written.includes(code) : written[0] === code) return true
  const said = flat(query)
  return [faults[code].title, faultWords?.texts[code]?.[0]].some((title) => title && asSaid(title).test(said))
}

/** A title as the window says it: any words stand where it has a value. */
const asSaid = (title: string): RegExp =>
  new RegExp(
    title
      .split(/\{\w+\}/)
      .map((part) => flat(` ${part} `).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('.+'),
  )

/** The sections of the guide that have all words that are looked for. The faults have a list of their own. */
export function findSections(query: string): FoundSection[] {
  const isFound = finds(flat(query))
  const [first = ''] = flat(query).split(/\s+/)
  return PAGES.filter((page) => page !== 'troubleshooting')
    .flatMap(sectionsOf)
    .filter((section) => isFound(flat(`${text.help.page[section.page]} ${section.title ?? ''} ${section.text}`)))
    .map((section) => ({ ...section, line: lineWith(section, first) }))
}

/** The line of a section that has a word, or its first one, without its marks. */
function lineWith({ text: markdown }: HelpSection, word: string): string {
  const lines = markdown.split('\n').filter((line) => line.trim())
  const line = lines.find((one) => flat(one).includes(word)) ?? lines[0] ?? ''
  return line
    .replace(/^\s*(?:\d+[.)]|[-*])\s+/, '')
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll(/[*`]/g, '')
}
