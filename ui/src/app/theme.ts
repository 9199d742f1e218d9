import { useCallback, useSyncExternalStore } from 'react'

/** Which colours the window uses; `system` follows the desktop. */
export const THEMES = ['system', 'light', 'dark'] as const
/** A theme. */
export type Theme = (typeof THEMES)[number]

const KEY = 'theme'
const listeners = new Set<() => void>()

/** Shows the kept theme; called once before the first paint. */
export function restoreTheme(): void {
  show(kept())
}

/** The theme that follows another, for a button that goes round. */
export const nextTheme = (theme: Theme): Theme => THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system'

/** The theme in use and a function that keeps another one; the same wherever it is asked for. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(subscribe, kept)
  const choose = useCallback((next: Theme) => {
    localStorage.setItem(KEY, next)
    show(next)
    for (const listener of listeners) listener()
  }, [])
  return [theme, choose]
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function kept(): Theme {
  return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? 'system'
}

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}
