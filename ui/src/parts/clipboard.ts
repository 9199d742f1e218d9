import { useCallback } from 'react'

import { text } from '../text'
import { useSay } from './Announcer'

/** Copies text and says so: `says` in words, or that it was refused. */
export function useCopy(): (value: string, says: string) => Promise<void> {
  const say = useSay()
  return useCallback(
    async (value, says) => {
      const done = await write(value)
      say.aloud(done ? says : text.actions.copyFailed)
    },
    [say],
  )
}

async function write(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value)
    return true
  } catch {
    return writeBySelection(value)
  }
}

/** For webviews that keep the clipboard interface from us: the old way, through a selection. */
function writeBySelection(value: string): boolean {
  const before = document.activeElement
  const area = document.createElement('textarea')
  area.value = value
  area.setAttribute('aria-hidden', 'true')
  area.style.position = 'fixed'
  area.style.opacity = '0'
  document.body.append(area)
  area.select()
  const done = document.execCommand?.('copy') ?? false
  area.remove()
  if (before instanceof HTMLElement) before.focus()
  return done
}
