import type { Host } from '../host'

/** How large the window may be drawn; the keys go from one to the next. */
const FACTORS = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3]
const KEY = 'zoom'

/** Draws the window as large as it was the last time, and larger or smaller by Ctrl or Cmd with +, − and 0; the result ends it. */
export function followZoom(host: Host): () => void {
  const show = (factor: number) => {
    if (factor === 1) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, String(factor))
    host.zoom(factor)
  }
  const onKey = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return
    const next = after(event.key, kept())
    if (next === undefined) return
    event.preventDefault()
    show(next)
  }
  if (kept() !== 1) host.zoom(kept())
  window.addEventListener('keydown', onKey)
  return () => window.removeEventListener('keydown', onKey)
}

const kept = (): number => FACTORS.find((factor) => String(factor) === localStorage.getItem(KEY)) ?? 1

/** The factor that a key asks for. Many keyboards have + and = on one key, where + needs Shift. */
function after(key: string, factor: number): number | undefined {
  const at = FACTORS.indexOf(factor)
  if (key === '+' || key === '=') return FACTORS[at + 1] ?? factor
  if (key === '-') return FACTORS[at - 1] ?? factor
  return key === '0' ? 1 : undefined
}
