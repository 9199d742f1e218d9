import './app/tokens.css'
import './app/base.css'

import { restoreTheme } from './app/theme'
import type { Host } from './host'
import { tauriHost } from './host/tauri'
import { speak } from './text'
import { locale } from './text/language'

/** In a plain browser, which only developers use, the window runs on the demo. The built window does not contain it. */
async function hostOfWindow(): Promise<Host> {
  if (import.meta.env.DEV && !('__TAURI_INTERNALS__' in window)) {
    const { demoHost } = await import('./host/demo')
    return demoHost(new URLSearchParams(window.location.search))
  }
  return tauriHost
}

restoreTheme()
document.documentElement.lang = locale
const host = await hostOfWindow()
// What the first screen shows is asked before the screen is loaded. Where that fails, the screen asks itself, and says why.
const connections = host.rpc('connections', {}).catch(() => undefined)
await speak()
const { open } = await import('./app/open')
open(host, connections)
