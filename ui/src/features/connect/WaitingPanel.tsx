import { type ReactNode, useEffect, useRef } from 'react'

import { useDo } from '../../app/engine'
import type { AttemptView } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { Button, Spinner } from '../../parts/Button'
import { useCopy } from '../../parts/clipboard'
import { FaultPanel } from '../../parts/FaultPanel'
import { FixedField } from '../../parts/Field'
import { Icon } from '../../parts/Icon'
import { useNow } from '../../parts/now'
import { Panel, PanelActions, PanelSays } from '../../parts/Panel'
import { text } from '../../text'
import { AccountPanel } from './AccountPanel'
import { type Running, titleOf } from './attempt'
import { ChoosePanel } from './ChoosePanel'
import { DevicePanel } from './DevicePanel'
import { useFocusKept } from './focus'
import { PasteElsewhere, PastePanel } from './PastePanel'
import styles from './WaitingPanel.module.css'

const words = text.waiting

/**
 * A running authorization. It is part of the screen and not a dialog: the user may go anywhere meanwhile and find it
 * again. Esc cancels.
 */
export function WaitingPanel({ connection }: { connection: Running }) {
  const { id, attempt } = connection
  const cancel = useCancel(id)
  const { phase } = attempt
  const title = titleOf(attempt)
  const panel = useRef<HTMLElement>(null)
  useFocusKept(panel)
  const end = (
    <Button look="quiet" busy={cancel.isPending} data-testid="cancel-attempt" onClick={cancel.now}>
      {words.cancel}
    </Button>
  )
  return (
    <Panel
      ref={panel}
      sign={phase === 'waiting' || phase === 'exchanging' ? <Spinner /> : <Icon name="people" />}
      title={title}
      aside={(phase === 'waiting' || phase === 'exchanging') && <Elapsed attempt={attempt} />}
      phase={phase}
      testId="waiting"
    >
      <Body connection={connection}>{end}</Body>
      <Notices notices={attempt.notices} />
      {phase === 'waiting' && (
        <PanelActions>
          <Ways id={id} attempt={attempt} />
          {end}
        </PanelActions>
      )}
      {cancel.error && <FaultPanel fault={cancel.error} />}
    </Panel>
  )
}

/** What there is to do right now; `children` ends it, where it has a row of buttons of its own. */
function Body({ connection, children }: { connection: Running; children: ReactNode }) {
  const { id, attempt } = connection
  const { phase, host, browser, paste, device, choice, accountChange, grant } = attempt
  if (phase === 'choosing' && choice) {
    return (
      <ChoosePanel id={id} choice={choice}>
        {children}
      </ChoosePanel>
    )
  }
  if (phase === 'accountDiffers' && accountChange)
    return <AccountPanel connection={connection} change={accountChange} />
  if (grant === 'clientCredentials') return <PanelSays>{words.aloneSays(host)}</PanelSays>
  if (phase === 'exchanging') return <PanelSays>{words.exchanging}</PanelSays>
  if (device) return <DevicePanel device={device} attempt={attempt} />
  return (
    <>
      {!paste && <PanelSays>{words.says(host)}</PanelSays>}
      {browser === 'notOpened' && <BrowserMissing url={attempt.url} />}
      {paste ? <PastePanel id={id} attempt={attempt} /> : <PasteElsewhere id={id} attempt={attempt} />}
    </>
  )
}

/** Ways to the provider's page: in this computer's browser, or wherever the link is pasted. */
function Ways({ id, attempt: { url, device } }: { id: string; attempt: AttemptView }) {
  const openAgain = useDo('open_again')
  const copy = useCopy()
  return (
    <>
      <Button
        icon="external"
        busy={openAgain.isPending}
        data-testid="open-again"
        onClick={() => openAgain.mutate({ id })}
      >
        {device ? words.openPage : words.openAgain}
      </Button>
      <Button icon="link" data-testid="copy-link" onClick={() => void copy(url, words.linkCopied)}>
        {words.copyLink}
      </Button>
      {openAgain.error && <FaultPanel fault={openAgain.error} onAction={() => openAgain.mutate({ id })} />}
    </>
  )
}

function Elapsed({ attempt: { startedAt, expiresAt } }: { attempt: AttemptView }) {
  const now = useNow(1000)
  const left = Date.parse(expiresAt) - now
  return (
    <span
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
