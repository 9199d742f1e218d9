import { useEffect, useRef } from 'react'

import { useAsk } from '../../app/engine'
import type { Route } from '../../app/route'
import type { ConnectionView } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { text } from '../../text'
import { isRunning } from './attempt'

/**
 * Says that a consent has come, on whatever screen one is by then. In the wizard of the connection the next step says so
 * itself.
 */
export function useReturns(route: Route): void {
  const { data: connections } = useAsk('connections', {})
  const say = useSay()
  const before = useRef<ReadonlyMap<string, ConnectionView>>(new Map())
  const here = route.screen === 'connect' ? route.id : null
  useEffect(() => {
    if (!connections) return
    for (const connection of connections) {
      const waited = before.current.get(connection.id)
      if (waited && isRunning(waited) && connection.id !== here && hasCome(waited, connection)) {
        say.quietly(text.wizard.connected(connection.name, connection.account))
      }
    }
    before.current = new Map(connections.map((connection) => [connection.id, connection]))
  }, [connections, here, say])
}

/** Whether the consent was given: an attempt that was cancelled leaves a connection as it was. */
const hasCome = (before: ConnectionView, { attempt, state }: ConnectionView): boolean =>
  attempt ? attempt.phase === 'done' : before.state === 'reauthorize' && state !== 'reauthorize'
