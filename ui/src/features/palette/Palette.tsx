import { useCallback, useEffect, useState } from 'react'

import { useAsk } from '../../app/engine'
import { useRest } from '../../app/rest'
import { classes } from '../../parts/classes'
import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import type { Asked } from './actions'
import styles from './Palette.module.css'

const words = text.palette
/** Apple's keyboards have another key for commands. */
const COMMAND = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl'

/** Every action behind one key, Ctrl or Cmd + K, and behind a button of the frame. */
export function Palette({ buttonClass }: { buttonClass: string | undefined }) {
  const [open, setOpen] = useState(false)
  const [asked, setAsked] = useState<Asked | null>(null)
  const rest = useRest(open)
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'k') return
      event.preventDefault()
      setOpen((before) => !before)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  const close = useCallback(() => setOpen(false), [])
  return (
    <>
      <button
        type="button"
        className={classes(buttonClass, styles['opener'])}
        title={words.open}
        aria-keyshortcuts="Control+K Meta+K"
        data-testid="palette-open"
        onClick={() => setOpen(true)}
      >
        <Icon name="search" size={18} />
        <span>{words.open}</span>
        <kbd className={styles['keys']}>{words.keys(COMMAND)}</kbd>
      </button>
      {rest && <rest.PaletteSearch open={open} onClose={close} onAsk={setAsked} />}
      <Dialogs asked={asked} onClose={() => setAsked(null)} />
    </>
  )
}

/** The dialogs of actions that ask first. */
function Dialogs({ asked, onClose }: { asked: Asked | null; onClose: () => void }) {
  const rest = useRest(false)
  const { data: connections } = useAsk('connections', {})
  const connection = connections?.find(({ id }) => id === asked?.id)
  if (!rest || !connection || !asked) return null
  return <rest.ConnectionDialog question={asked.question} connection={connection} onClose={onClose} />
}
