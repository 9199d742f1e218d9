import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'

import { speak } from '../text'

await speak()

configure({ testIdAttribute: 'data-testid', asyncUtilTimeout: 20_000 })

// jsdom lays nothing out. The grid needs to know how much of it can be seen, so every element is 1,000 × 320.
class NoResize {
  observe() {}
  unobserve() {}
  disconnect() {}
}
globalThis.ResizeObserver ??= NoResize
for (const [name, value] of Object.entries({
  clientWidth: 1000,
  clientHeight: 320,
  offsetWidth: 1000,
  offsetHeight: 320,
})) {
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value })
}

afterEach(() => {
  cleanup()
  localStorage.clear()
  sessionStorage.clear()
  delete document.documentElement.dataset['theme']
  window.location.hash = ''
  Object.defineProperty(navigator, 'onLine', { configurable: true, value: true })
})
