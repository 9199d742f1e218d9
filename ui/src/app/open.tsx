import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import type { Host } from '../host'
import { tauriHost } from '../host/tauri'
import { App } from './App'

/** Draws the window. */
export async function open(): Promise<void> {
  const root = document.getElementById('root')
  if (!root) return
  createRoot(root).render(
    <StrictMode>
      <App host={await host()} />
    </StrictMode>,
  )
}

/** In a plain browser, which only developers use, the window runs on the demo. The built window does not contain it. */
async function host(): Promise<Host> {
  if (import.meta.env.DEV && !('__TAURI_INTERNALS__' in window)) {
    const { demoHost } = await import('../host/demo')
    return demoHost(new URLSearchParams(window.location.search))
  }
  return tauriHost
}
