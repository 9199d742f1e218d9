import { useCopy } from '../../parts/clipboard'
import { FixedField, SecretField, TextField } from '../../parts/Field'
import { Icon } from '../../parts/Icon'
import type { ClientFields, RedirectView } from '../../generated/rpc'
import { text } from '../../text'
import type { CredentialsProps } from './AuthorizeStep'
import styles from './AuthorizeStep.module.css'
import { clientIdTrouble, clientSecretTrouble, hasSecret } from './credentials'

const words = text.authorize

/** The own-credentials form: the callback URL to register, and the client id and secret that come back for it. */
export function ClientForm(props: CredentialsProps) {
  const { clientFields, redirect } = props.connector
  if (!clientFields) return null
  return (
    <fieldset className={styles['fields']}>
      <legend>{words.credentials}</legend>
      {redirect && <Callback redirect={redirect} />}
      <ClientId {...props} fields={clientFields} />
      {clientFields.secret !== 'none' && <ClientSecret {...props} fields={clientFields} />}
    </fieldset>
  )
}

type FieldsProps = CredentialsProps & { fields: ClientFields }

function ClientId({ connector, credentials, setCredentials, insist, fields }: FieldsProps) {
  return (
    <TextField
      label={words.clientId}
      value={credentials.clientId}
      onChange={(clientId) => setCredentials((before) => ({ ...before, clientId }))}
      placeholder={fields.idExample && words.example(fields.idExample)}
      where={fields.idHint}
      error={clientIdTrouble(credentials.clientId, fields, connector.redirect?.uri)}
      insist={insist}
      testId="client-id"
    />
  )
}

function ClientSecret({ connection, credentials, setCredentials, insist, fields }: FieldsProps) {
  const has = hasSecret(connection)
  return (
    <SecretField
      label={words.clientSecret}
      value={credentials.clientSecret}
      onChange={(clientSecret) => setCredentials((before) => ({ ...before, clientSecret }))}
      placeholder={has ? words.secretKeptPlaceholder : words.secretPlaceholder}
      hint={has ? words.secretKept : fields.secret === 'optional' ? words.secretOptional : null}
      where={fields.secretHint}
      error={clientSecretTrouble(credentials.clientSecret, fields, has)}
      insist={insist}
      testId="client-secret"
    />
  )
}

function Callback({ redirect: { uri, spares, anyPort, note } }: { redirect: RedirectView }) {
  return (
    <>
      <Address
        label={words.callback}
        uri={uri}
        hint={note || (anyPort ? words.callbackAny : '')}
        testId="callback-url"
      />
      {spares.length > 0 && (
        <fieldset className={styles['spares']}>
          <legend>{words.spares}</legend>
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
