import type { FaultButton, FaultCode } from '../generated/faults'
import type { FaultView } from '../generated/rpc'
import { faultWords } from '.'

/** The faults in a language: title, cause and fix of each code, and each button by its English label. */
export type FaultWords = {
  texts: Record<FaultCode, readonly [title: string, cause: string, fix: string]>
  buttons: Record<FaultButton, string>
  /** How a value reads that the fault does not have. */
  unsaid: Record<string, string>
  /** What each value is called where no fault has happened: in the guide. */
  named: Record<string, string>
}

/** A fault in the window's language. The engine words it in English; a code that is not known here stays so. */
export function worded(fault: FaultView, words = faultWords): FaultView {
  const texts = words?.texts[fault.code as FaultCode]
  if (!words || !texts) return fault
  const [title, cause, fix] = texts.map((text) => filled(text, fault.values, words.unsaid)) as [string, string, string]
  const label = fault.button && words.buttons[fault.button.label as FaultButton]
  return { ...fault, title, cause, fix, button: fault.button && { ...fault.button, label: label ?? fault.button.label } }
}

/** A text with its values. A host that nobody named is the provider's; a sentence begins with a capital letter. */
function filled(text: string, values: FaultView['values'], unsaid: Record<string, string>): string {
  const said = (name: string) => values[name] ?? (name === 'host' ? values['provider'] : undefined)
  const whole = text.replaceAll(/\{(\w+)\}/g, (_, name: string) => said(name) ?? unsaid[name] ?? name)
  const named = /^\{(?:provider|host|keychain|file|program)\}/.exec(text)?.[0].slice(1, -1)
  return named && said(named) === undefined ? whole.charAt(0).toUpperCase() + whole.slice(1) : whole
}
