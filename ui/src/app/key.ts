import type { ConnectionView, FaultView } from '../generated/rpc'
import { text } from '../text'

/** What tells it. */
type Told = Pick<ConnectionView, 'grant' | 'step' | 'state'>

/**
 * Whether a connection signs its requests with a key that was entered: it came past the first step, and nobody ever
 * consented. There is nothing to renew, to reconnect or to give back; another key is entered where the first one was.
 */
export const signsWithKey = ({ grant, step, state }: Told): boolean =>
  !grant && step !== 'authorize' && state !== 'reauthorize'

/** A fault with a button that says what it does: where a key is refused, another one is entered. */
export function relabelled(connection: Told, fault: FaultView): FaultView {
  const { button } = fault
  if (button?.action !== 'reconnect' || !signsWithKey(connection)) return fault
  return { ...fault, button: { ...button, label: text.details.newKey } }
}
