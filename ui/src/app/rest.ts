import { useEffect, useSyncExternalStore } from 'react'

/** What the start does not need: it loads only the list of connections, and this as soon as that is on the screen. */
type Rest = typeof import('./Rest')

let rest: Rest | undefined
let loading: Promise<void> | undefined
const listeners = new Set<() => void>()

/** Loads the rest, once. */
export function loadRest(): Promise<void> {
  loading ??= import('./Rest').then((loaded) => {
    rest = loaded
    for (const listener of listeners) listener()
  })
  return loading
}

/** The rest, where it is there by now. `wanted` loads it, after what is drawn now has been painted. */
export function useRest(wanted: boolean): Rest | undefined {
  useEffect(() => {
    if (wanted) requestAnimationFrame(() => setTimeout(() => void loadRest()))
  }, [wanted])
  return useSyncExternalStore(subscribe, () => rest)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
