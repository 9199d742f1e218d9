import type { RedirectView } from '../../generated/rpc'
import { useCopy } from '../../parts/clipboard'
import { FixedField } from '../../parts/Field'
import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import styles from './AuthorizeStep.module.css'

const words = text.authorize

/** The addresses to register at the provider, exact to the character, and how the browser comes back. */
export function Callback({ redirect: { uri, spares, anyPort, kind, note } }: { redirect: RedirectView }) {
  const how = words.callbackHow[kind]
  return (
    <>
      <Address
        label={words.callback}
        uri={uri}
        hint={note || (anyPort ? words.callbackAny : '')}
        testId="callback-url"
      />
      {how && (
        <p className={styles['how']} data-testid="callback-how">
          <Icon name={kind === 'paste' ? 'copy' : 'link'} size={18} />
          {how}
        </p>
      )}
      {spares.length > 0 && (
        <fieldset className={styles['spares']}>
          <legend>
            {words.spares}
            <span>{words.sparesSays}</span>
          </legend>
          {spares.map((spare, index) => (
            <Address key={spare} label={words.spare(index + 1)} uri={spare} testId={`callback-spare-${index + 1}`} />
          ))}
        </fieldset>
      )}
    </>
  )
}

function Address({ label, uri, hint, testId }: { label: string; uri: string; hint?: string; testId: string }) {
  const copy = useCopy()
  return (
    <FixedField label={label} value={uri} hint={hint ?? ''} testId={testId}>
      <button
        type="button"
        className={styles['copy']}
        aria-label={words.copyAddress(label)}
        data-testid={`${testId}-copy`}
        onClick={() => void copy(uri, text.actions.copied)}
      >
        <Icon name="copy" size={16} />
        {text.actions.copy}
      </button>
    </FixedField>
  )
}
