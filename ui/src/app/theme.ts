import { useState } from 'react'

/** Which colours the window uses; `system` follows the desktop. */
export type Theme = 'system' | 'light' | 'dark'

const ORDER: readonly Theme[] = ['system', 'light', 'dark']
const KEY = 'theme'

/** Shows the kept theme; called once before the first paint. */
export function restoreTheme(): void {
  show(kept())
}

/** The theme in use and a function that goes to the next one and keeps it. */
export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState(kept)
  const next = () => {
    const following = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length] ?? 'system'
    localStorage.setItem(KEY, following)
    show(following)
    setTheme(following)
  }
  return [theme, next]
}

function kept(): Theme {
  return ORDER.find((theme) => theme === localStorage.getItem(KEY)) ?? 'system'
}

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}
