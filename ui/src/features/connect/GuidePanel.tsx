import type { ConnectorDetail } from '../../generated/rpc'
import { text } from '../../text'
import styles from './AuthorizeStep.module.css'
import { Guide, GuideOf, OutLink } from './Guide'

const words = text.authorize

/** The setup guide beside the form, with the way to the provider's console. */
export function GuidePanel({ connector: { id, guide, guideChecked, clientFields } }: { connector: ConnectorDetail }) {
  return (
    <GuideOf value={id}>
      <aside className={styles['aside']} aria-label={words.guide}>
        <Guide markdown={guide} />
        {clientFields?.consoleUrl && (
          <p className={styles['console']}>
            <OutLink url={clientFields.consoleUrl}>{words.console}</OutLink>
          </p>
        )}
        {clientFields?.appType && <p className={styles['console']}>{words.appType(clientFields.appType)}</p>}
        {guideChecked && (
          <p className={styles['checked']} data-testid="guide-checked">
            {words.guideChecked(guideChecked)}
          </p>
        )}
      </aside>
    </GuideOf>
  )
}
