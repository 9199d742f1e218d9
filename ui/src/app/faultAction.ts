import type { Action, ConnectionView } from '../generated/rpc'
import { useCopy } from '../parts/clipboard'
import { text } from '../text'
import { useDo } from './engine'
import { go } from './route'

/** What an action needs to know of its connection. */
type Acted = Pick<ConnectionView, 'id' | 'attempt' | 'approval' | 'signsWithKey'>

/** Does what a fault's button says for a connection; `retry` is the last thing that was tried on this screen. */
export function useFaultAction(connection: Acted, retry: () => void) {
  const { id, attempt, approval, signsWithKey } = connection
  const authorize = useDo('authorize')
  const resetNetwork = useDo('reset_network')
  const copy = useCopy()
  return (action: Action): void => {
    switch (action) {
      case 'reconnect':
      case 'grant':
        // A key has no consent that could be asked for again.
        return signsWithKey ? go({ screen: 'connect', id, step: 'authorize' }) : authorize.mutate({ id })
      case 'copyLink':
        return void (attempt && copy(attempt.url, text.waiting.linkCopied))
      case 'copyApproval':
        return void (approval && copy(approval.message, text.waiting.messageCopied))
      case 'editClient':
      case 'editInputs':
        return go({ screen: 'connect', id, step: 'authorize' })
      case 'editStreams':
        return go({ screen: 'connect', id, step: 'streams' })
      case 'resetNetwork':
        return resetNetwork.mutate({}, { onSuccess: retry })
      // Destinations have a screen of their own, whose form this opens.
      case 'editDestination':
      case 'retry':
        return retry()
      case 'connections':
        return go({ screen: 'connections' })
    }
  }
}
