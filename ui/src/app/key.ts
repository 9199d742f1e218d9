import type { ConnectionView, FaultView } from '../generated/rpc'
import { text } from '../text'

/** A fault with a button that says what it does: a key has no consent to ask for again, another one is entered. */
export function relabelled({ signsWithKey }: Pick<ConnectionView, 'signsWithKey'>, fault: FaultView): FaultView {
  const { button } = fault
  if (button?.action !== 'reconnect' || !signsWithKey) return fault
  return { ...fault, button: { ...button, label: text.details.newKey } }
}
