import type { ClientFields } from '../../generated/rpc'
import { SecretAreaField } from '../../parts/Area'
import { SecretField, TextField } from '../../parts/Field'
import { text } from '../../text'
import type { CredentialsProps } from './AuthorizeStep'
import styles from './AuthorizeStep.module.css'
import { Callback } from './Callback'
import { ClientCheck } from './ClientCheck'
import { ClientImport } from './ClientImport'
import { ClientKindSwitch } from './ClientKindSwitch'
import { certificateTrouble, clientIdTrouble, clientSecretTrouble, hasCertificate, hasSecret } from './credentials'

const words = text.authorize

/** The own-credentials form: the callback URL to register, and the client id and secret that come back for it. */
export function ClientForm(props: CredentialsProps) {
  const { clientFields, redirect } = props.connector
  if (!clientFields) return null
  return (
    <fieldset className={styles['fields']}>
      <legend>{words.credentials}</legend>
      <ClientKindSwitch {...props} />
      {redirect && props.credentials.way === 'authorizationCode' && <Callback {...props} redirect={redirect} />}
      <ClientImport {...props} />
      <ClientId {...props} asked={clientFields} />
      {clientFields.secret !== 'none' && <ClientSecret {...props} asked={clientFields} />}
      {clientFields.certificate && <Certificate {...props} />}
      <ClientCheck {...props} />
    </fieldset>
  )
}

type FieldsProps = CredentialsProps & { asked: ClientFields }

function ClientId({ connector, credentials, setCredentials, insist, asked }: FieldsProps) {
  return (
    <TextField
      label={words.clientId}
      value={credentials.clientId}
      onChange={(clientId) => setCredentials((before) => ({ ...before, clientId }))}
      placeholder={asked.idExample && words.example(asked.idExample)}
      where={asked.idHint}
      error={clientIdTrouble(credentials.clientId, asked, connector.redirect?.uri)}
      insist={insist}
      testId="client-id"
    />
  )
}

function ClientSecret({ connection, credentials, setCredentials, insist, asked }: FieldsProps) {
  const has = hasSecret(connection)
  const field = {
    value: credentials.clientSecret,
    onChange: (clientSecret: string) => setCredentials((before) => ({ ...before, clientSecret })),
    where: asked.secretHint,
    error: clientSecretTrouble(credentials.clientSecret, asked, has),
    insist,
    testId: 'client-secret',
  }
  if (asked.key) {
    return (
      <SecretAreaField
        {...field}
        label={words.key}
        placeholder={has ? words.secretKeptPlaceholder : words.keyPlaceholder}
        hint={has ? words.keyKept : null}
      />
    )
  }
  return (
    <SecretField
      {...field}
      label={words.clientSecret}
      placeholder={has ? words.secretKeptPlaceholder : words.secretPlaceholder}
      hint={has ? words.secretKept : asked.secret === 'optional' ? words.secretOptional : null}
    />
  )
}

function Certificate({ connection, credentials, setCredentials, insist }: CredentialsProps) {
  const has = hasCertificate(connection)
  return (
    <SecretAreaField
      label={words.certificate}
      value={credentials.certificate}
      onChange={(certificate) => setCredentials((before) => ({ ...before, certificate }))}
      placeholder={has ? words.secretKeptPlaceholder : words.certificatePlaceholder}
      hint={has ? words.certificateHint : null}
      error={certificateTrouble(credentials.certificate, has)}
      insist={insist}
      testId="client-certificate"
    />
  )
}
