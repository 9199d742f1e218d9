import type { Action, ConnectionView } from '../generated/rpc'
import { useCopy } from '../parts/clipboard'
import { text } from '../text'
import { useDo } from './engine'
import { go } from './route'

/** Actions that ask for consent: anew, or for more. */
const AUTHORIZES: ReadonlySet<string> = new Set(['reconnect', 'grant'])

/** Does what a fault's button says for a connection; `retry` is the last thing that was tried on this screen. */
export function useFaultAction({ id, attempt }: Pick<ConnectionView, 'id' | 'attempt'>, retry: () => void) {
  const authorize = useDo('authorize')
  const copy = useCopy()
  return (action: Action): void => {
    if (AUTHORIZES.has(action)) return authorize.mutate({ id })
    switch (action) {
      default:
        return undefined
      case 'copyLink':
        return void (attempt && copy(attempt.url, text.waiting.linkCopied))
      case 'editClient':
      case 'editInputs':
        return go({ screen: 'connect', id, step: 'authorize' })
      case 'editStreams':
        return go({ screen: 'connect', id, step: 'streams' })
      case 'retry':
        return retry()
      case 'connections':
        return go({ screen: 'connections' })
    }
  }
}
