import { type RefObject, useLayoutEffect } from 'react'

/**
 * Keeps the focus while a panel comes and goes in the place of a button: who pressed *Reconnect* stands in the panel, and
 * who was in it stands afterwards on the connection it was of, in the list, or else on the heading of the screen.
 */
export function useFocusKept(panel: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const here = panel.current
    if (isLost()) here?.focus()
    const after = here?.closest('li')?.querySelector<HTMLElement>('a') ?? here?.closest('main')?.querySelector<HTMLElement>('h1')
    return () => {
      if (!here?.contains(document.activeElement)) return
      // What comes next may have taken it by then.
      queueMicrotask(() => isLost() && after?.focus())
    }
  }, [panel])
}

const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body
