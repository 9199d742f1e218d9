import './app/tokens.css'
import './app/base.css'

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { App } from './app/App'
import { restoreTheme } from './app/theme'
import type { Host } from './host'
import { tauriHost } from './host/tauri'
import { locale } from './text/language'

/** In a plain browser, which only developers use, the window runs on the demo. The built window does not contain it. */
async function host(): Promise<Host> {
  if (import.meta.env.DEV && !('__TAURI_INTERNALS__' in window)) {
    const { demoHost } = await import('./host/demo')
    return demoHost(new URLSearchParams(window.location.search))
  }
  return tauriHost
}

restoreTheme()
document.documentElement.lang = locale
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App host={await host()} />
    </StrictMode>,
  )
}
