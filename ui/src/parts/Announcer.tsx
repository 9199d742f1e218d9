import {
  createContext,
  type FocusEvent,
  type ReactNode,
  type RefObject,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'

import { text } from '../text'
import styles from './Announcer.module.css'
import { Icon } from './Icon'

/** What a person can do about what was said, for example take it back. */
export type Offer = { says: string; run: () => void }

type Say = {
  /** Read out by a screen reader; nothing to see, for what the eye sees anyway. */
  quietly: (words: string) => void
  /** Read out and shown for a few seconds; with an offer, until it is taken or the notice is closed. */
  aloud: (words: string, offer?: Offer) => void
}

type Notice = { words: string; offer: Offer | undefined }

const SayContext = createContext<Say>({ quietly: () => undefined, aloud: () => undefined })

/** Says what happened, in the window's one live region. */
export const useSay = (): Say => use(SayContext)

/** Holds the window's one live region. */
export function Announcer({ children }: { children: ReactNode }) {
  const [quiet, setQuiet] = useState('')
  const [loud, setLoud] = useState<Notice | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const behind = useRef('')
  const aloud = useCallback((words: string, offer?: Offer) => {
    clearTimeout(timer.current)
    setLoud({ words, offer })
    // Long enough to be read twice, by length. An offer runs away from nobody.
    if (!offer) timer.current = setTimeout(() => setLoud(null), 3000 + words.length * 90)
  }, [])
  const quietly = useCallback((words: string) => {
    setQuiet(words)
    behind.current = document.hasFocus() ? '' : words
  }, [])
  useSaidAgain(behind, setQuiet)
  const say = useMemo(() => ({ quietly, aloud }), [quietly, aloud])
  return (
    <SayContext value={say}>
      {children}
      <div role="status" aria-live="polite" className={styles['silent']} data-testid="announcement">
        {quiet}
      </div>
      <div className={styles['notices']}>
        <div className={loud ? styles['notice'] : undefined}>
          <div role="status" aria-live="polite" data-testid="notice">
            {loud && <p>{loud.words}</p>}
          </div>
          {loud?.offer && <Offered offer={loud.offer} onEnd={() => setLoud(null)} />}
        </div>
      </div>
    </SayContext>
  )
}

/**
 * Says again, once the window is in front, what was said last while it was behind another one: the consent is given in a
 * browser, and a screen reader reads only the window that one is in.
 */
function useSaidAgain(behind: RefObject<string>, setQuiet: (words: string) => void): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const onFocus = () => {
      const words = behind.current
      behind.current = ''
      if (!words) return
      // The same words would be no change.
      setQuiet('')
      timer = setTimeout(() => setQuiet(words), AFTER_FOCUS)
    }
    window.addEventListener('focus', onFocus)
    return () => {
      window.removeEventListener('focus', onFocus)
      clearTimeout(timer)
    }
  }, [behind, setQuiet])
}

/** Milliseconds in which a screen reader says which window it is. */
const AFTER_FOCUS = 150

function Offered({ offer, onEnd }: { offer: Offer; onEnd: () => void }) {
  const before = useRef<HTMLElement>(null)
  const onFocus = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof HTMLElement && !currentTarget.contains(relatedTarget)) before.current = relatedTarget
  }
  const end = () => {
    // The buttons go: who pressed them by keyboard stands again where they came from.
    before.current?.focus()
    onEnd()
  }
  return (
    <div className={styles['offer']} onFocus={onFocus}>
      <button
        type="button"
        data-testid="notice-offer"
        onClick={() => {
          end()
          offer.run()
        }}
      >
        {offer.says}
      </button>
      <button type="button" data-testid="notice-close" aria-label={text.actions.close} title={text.actions.close} onClick={end}>
        <Icon name="close" size={18} />
      </button>
    </div>
  )
}
