import { useEffect } from 'react'

import { useDo } from '../../app/engine'
import type { AttemptView } from '../../generated/rpc'
import { text } from '../../text'
import { useSay } from '../../parts/Announcer'
import { Button, Spinner } from '../../parts/Button'
import { useCopy } from '../../parts/clipboard'
import { FaultPanel } from '../../parts/FaultPanel'
import { FixedField } from '../../parts/Field'
import { Icon } from '../../parts/Icon'
import { useNow } from '../../parts/now'
import styles from './WaitingPanel.module.css'

const words = text.waiting

type Props = { id: string; attempt: AttemptView }

/**
 * A running authorization. It is part of the screen and not a dialog: the user may go anywhere meanwhile and find it
 * again. Esc cancels.
 */
export function WaitingPanel({ id, attempt }: Props) {
  const cancel = useCancel(id)
  const { phase, host, browser } = attempt
  return (
    <section className={styles['panel']} aria-label={words.title} data-testid="waiting" data-phase={phase}>
      <div className={styles['head']}>
        <Spinner />
        <h2 className={styles['title']}>{words.title}</h2>
        <Elapsed attempt={attempt} />
      </div>
      <p className={styles['says']}>{phase === 'exchanging' ? words.exchanging : words.says(host)}</p>
      {browser === 'notOpened' && <BrowserMissing url={attempt.url} />}
      <Notices notices={attempt.notices} />
      {phase === 'waiting' && <Ways id={id} attempt={attempt} cancel={cancel} />}
      {cancel.error && <FaultPanel fault={cancel.error} />}
    </section>
  )
}

function Ways({ id, attempt, cancel }: Props & { cancel: ReturnType<typeof useCancel> }) {
  const openAgain = useDo('open_again')
  const copy = useCopy()
  return (
    <>
      <div className={styles['actions']}>
        <Button
          icon="external"
          busy={openAgain.isPending}
          data-testid="open-again"
          onClick={() => openAgain.mutate({ id })}
        >
          {words.openAgain}
        </Button>
        <Button icon="link" data-testid="copy-link" onClick={() => void copy(attempt.url, words.linkCopied)}>
          {words.copyLink}
        </Button>
        <Button look="quiet" busy={cancel.isPending} data-testid="cancel-attempt" onClick={cancel.now}>
          {words.cancel}
        </Button>
      </div>
      {openAgain.error && <FaultPanel fault={openAgain.error} onAction={() => openAgain.mutate({ id })} />}
    </>
  )
}

function Elapsed({ attempt: { startedAt, expiresAt } }: Pick<Props, 'attempt'>) {
  const now = useNow(1000)
  const left = Date.parse(expiresAt) - now
  return (
    <span
      className={styles['elapsed']}
      role="timer"
      aria-label={words.elapsedLabel}
      title={words.left(left)}
      data-testid="elapsed"
    >
      {words.elapsed(now - Date.parse(startedAt))}
    </span>
  )
}

function BrowserMissing({ url }: { url: string }) {
  return (
    <div className={styles['alone']} data-testid="browser-not-opened">
      <p>{words.notOpenedTitle}</p>
      <p>{words.notOpened}</p>
      <FixedField label={words.link} value={url} testId="consent-link">
        {null}
      </FixedField>
    </div>
  )
}

function Notices({ notices }: { notices: string[] }) {
  if (notices.length === 0) return null
  return (
    <ul className={styles['notices']} aria-label={words.notices} data-testid="attempt-notices">
      {notices.map((notice) => (
        <li key={notice}>
          <Icon name="shield" size={16} />
          {notice}
        </li>
      ))}
    </ul>
  )
}

/** Cancels by button and by Esc, unless Esc was meant for a menu or a dialog on top. */
function useCancel(id: string) {
  const say = useSay()
  const { mutate, isPending, error } = useDo('cancel_attempt')
  const now = () => mutate({ id }, { onSuccess: () => say.aloud(words.cancelled) })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const onTop = document.querySelector('[role=dialog], [role=menu]')
      if (event.key === 'Escape' && !event.defaultPrevented && !onTop) {
        mutate({ id }, { onSuccess: () => say.aloud(words.cancelled) })
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [mutate, id, say])
  return { now, isPending, error }
}
