import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import type { ConnectionView } from '../generated/rpc'
import type { Host } from '../host'
import { App } from './App'
import { engineCache } from './engine'

/** Draws the window, with the connections where they are known by then. */
export function open(host: Host, connections: Promise<ConnectionView[] | undefined>): void {
  const root = document.getElementById('root')
  if (!root) return
  const cache = engineCache()
  void connections.then((known) => cache.setQueryData(['connections', {}], known))
  createRoot(root).render(
    <StrictMode>
      <App host={host} cache={cache} />
    </StrictMode>,
  )
}
