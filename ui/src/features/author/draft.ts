import { useState } from 'react'

const KEY = 'manifest'

/** The manifest that is being written. It outlives the screen, not the window; a manifest holds no secrets. */
export const keptDraft = (): string => sessionStorage.getItem(KEY) ?? ''

/** The same as a state. */
export function useDraft(): [string, (text: string) => void] {
  const [text, setText] = useState(keptDraft)
  const keep = (next: string) => {
    sessionStorage.setItem(KEY, next)
    setText(next)
  }
  return [text, keep]
}
