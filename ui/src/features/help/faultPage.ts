import { type FaultButton, type FaultCode, faults } from '../../generated/faults'
import { faultWords, text } from '../../text'

const words = text.help.faultPage

/**
 * The page of the guide that has a section for each fault, in the window's language. In English it is the one of
 * `docs/guide`, which the engine makes of the same table.
 */
export const faultPage = (): string => [words.lead, ...CODES.map(section)].join('\n\n')

const CODES = (Object.keys(faults) as FaultCode[]).toSorted()

function section(code: FaultCode): string {
  const { title, cause, fix, button } = faults[code]
  const [what, why, does] = faultWords?.texts[code] ?? [title, cause, fix]
  const parts = [`# ${code}`, `**${named(what)}**`, words.why(known(why)), words.fix(known(does))]
  if (button) parts.push(words.button(faultWords?.buttons[button as FaultButton] ?? button))
  return parts.join('\n\n')
}

/** A text that is nothing but a value says nothing before there is one. */
const known = (says: string): string => (/^\{\w+\}\.?$/.test(says) ? words.itself : named(says))

/** A text with the names of its values in angle quotes. */
const named = (says: string): string =>
  says.replaceAll(/\{(\w+)\}/g, (_, value: string) => `‹${faultWords?.named[value] ?? value}›`).replaceAll("'", '’')
