import { useDo } from '../../app/engine'
import { go } from '../../app/route'
import type { ConnectionView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { useSayFault } from '../../parts/useSayFault'
import { text } from '../../text'
import { isRunning } from '../connect/attempt'

/** The one thing that the connection needs, as a button. */
export function Need({ connection }: { connection: ConnectionView }) {
  const authorize = useDo('authorize')
  const sayFault = useSayFault()
  const { id, name, state, status } = connection
  if (isRunning(connection)) return null
  if (state === 'draft') {
    return (
      <Button
        aria-label={text.connections.finishNamed(name)}
        data-testid={`finish-${id}`}
        onClick={() => go({ screen: 'connect', id, step: null })}
      >
        {text.connections.finish}
      </Button>
    )
  }
  if (status !== 'reauthorize') return null
  return (
    <Button
      look="primary"
      busy={authorize.isPending}
      aria-label={text.connections.reconnectNamed(name)}
      data-testid={`reconnect-${id}`}
      onClick={() => authorize.mutate({ id }, { onError: sayFault })}
    >
      {text.connections.reconnect}
    </Button>
  )
}
