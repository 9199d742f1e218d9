import type { Action, FaultView } from '../generated/rpc'
import { go, href } from '../app/route'
import { faults } from '../generated/faults'
import { text } from '../text'
import { worded } from '../text/faults'
import { Button } from './Button'
import { classes } from './classes'
import { useCopy } from './clipboard'
import styles from './FaultPanel.module.css'
import { Icon } from './Icon'
import { useNow } from './now'

type Props = {
  fault: FaultView
  /** Does what the fault's button says. Without it the button is not shown: none that cannot work. */
  onAction?: ((action: Action) => void) | undefined
  /** Stands beside something that says already that the user is needed. */
  quiet?: boolean
}

/** What went wrong: what happened, why, what mends it, one button, and the details for whoever is asked for help. */
export function FaultPanel({ fault: given, onAction, quiet = given.retryAt !== null }: Props) {
  const copy = useCopy()
  const fault = worded(given)
  const { button } = fault
  // The way back to the list is the same from everywhere; the rest is the screen's.
  const act = button?.action === 'connections' ? () => go({ screen: 'connections' }) : onAction
  return (
    <section
      className={classes(styles['panel'], quiet && styles['quiet'])}
      role="group"
      aria-label={fault.title}
      data-testid="fault"
      data-code={fault.code}
    >
      <Icon name="warning" size={20} />
      <p className={styles['title']} data-testid="fault-title">
        {fault.title}
      </p>
      <div className={styles['body']}>
        <p className={styles['cause']} data-testid="fault-cause">
          {fault.cause}
        </p>
        <p data-testid="fault-fix">{fault.fix}</p>
        {fault.retryAt && <Retry at={fault.retryAt} />}
        <div className={styles['actions']} data-bare={button && act ? undefined : ''}>
          {button && act && (
            <Button data-testid="fault-action" onClick={() => act(button.action)}>
              {button.label}
            </Button>
          )}
          <Button
            look="quiet"
            icon="copy"
            data-testid="fault-copy"
            onClick={() => void copy(details(given), text.fault.detailsCopied)}
          >
            {text.fault.copyDetails}
          </Button>
          {given.code in faults && (
            <a
              className={styles['more']}
              href={href({ screen: 'help', page: 'troubleshooting', section: given.code })}
              data-testid="fault-more"
            >
              {text.fault.readMore}
            </a>
          )}
        </div>
      </div>
    </section>
  )
}

function Retry({ at }: { at: string }) {
  const now = useNow(10_000)
  return <p className={styles['retry']}>{text.fault.retries(at, Date.parse(at) - now)}</p>
}

/** In English, as the engine words it: whoever is asked for help may speak another language. */
const details = ({ code, at, title, cause, fix, details: technical }: FaultView): string =>
  [`${code} · ${at}`, title, cause, fix, technical].filter(Boolean).join('\n')
