import type { RedirectView } from '../../generated/rpc'
import { useCopy } from '../../parts/clipboard'
import { FixedField, TextField } from '../../parts/Field'
import { Icon } from '../../parts/Icon'
import { TickField } from '../../parts/TickField'
import { text } from '../../text'
import type { CredentialsProps } from './AuthorizeStep'
import styles from './AuthorizeStep.module.css'
import { relayTrouble } from './credentials'

const words = text.authorize

type Props = CredentialsProps & { redirect: RedirectView }

/** The addresses to register at the provider, exact to the character, and how the browser comes back. */
export function Callback({ redirect, ...props }: Props) {
  const relayed = props.credentials.relay !== null
  return (
    <>
      {!relayed && <OfThisComputer redirect={redirect} />}
      {redirect.kind !== 'relay' && <Relay {...props} ports={redirect.relayPorts} />}
    </>
  )
}

function OfThisComputer({ redirect: { uri, spares, anyPort, kind, note } }: { redirect: RedirectView }) {
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

/** An address of the user's own instead, for providers that take https only. */
function Relay({ credentials: { relay }, setCredentials, insist, ports }: CredentialsProps & { ports: number[] }) {
  const set = (to: string | null) => setCredentials((before) => ({ ...before, relay: to }))
  return (
    <>
      <TickField
        label={words.relayOwn}
        checked={relay !== null}
        onChange={(own) => set(own ? '' : null)}
        hint={relay === null ? null : words.callbackHow.relay}
        testId="callback-own"
      />
      {relay !== null && (
        <TextField
          label={words.relay}
          value={relay}
          onChange={set}
          placeholder={words.relayExample}
          hint={words.relayPassesTo(ports.map((port) => `http://127.0.0.1:${port}`))}
          error={relayTrouble(relay)}
          insist={insist}
          testId="callback-relay"
        />
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
