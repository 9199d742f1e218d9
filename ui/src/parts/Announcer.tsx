import { createContext, type ReactNode, use, useCallback, useMemo, useRef, useState } from 'react'

import styles from './Announcer.module.css'

type Say = {
  /** Read out by a screen reader; nothing to see, for what the eye sees anyway. */
  quietly: (words: string) => void
  /** Read out and shown for a few seconds. */
  aloud: (words: string) => void
}

const SayContext = createContext<Say>({ quietly: () => undefined, aloud: () => undefined })

/** Says what happened, in the window's one live region. */
export const useSay = (): Say => use(SayContext)

/** Holds the window's one live region. */
export function Announcer({ children }: { children: ReactNode }) {
  const [quiet, setQuiet] = useState('')
  const [loud, setLoud] = useState('')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const aloud = useCallback((words: string) => {
    clearTimeout(timer.current)
    setLoud(words)
    // Long enough to be read twice, by length.
    timer.current = setTimeout(() => setLoud(''), 3000 + words.length * 90)
  }, [])
  const say = useMemo(() => ({ quietly: setQuiet, aloud }), [aloud])
  return (
    <SayContext value={say}>
      {children}
      <div role="status" aria-live="polite" className={styles['silent']} data-testid="announcement">
        {quiet}
      </div>
      <div role="status" aria-live="polite" className={styles['notices']} data-testid="notice">
        {loud && <p className={styles['notice']}>{loud}</p>}
      </div>
    </SayContext>
  )
}
