import type {
  ClientFields,
  ClientInput,
  ConnectionView,
  ConnectorDetail,
  FormField,
  GrantKind,
  SecretInput,
} from '../../generated/rpc'
import { text } from '../../text'
import type { StepFields } from './AuthorizeStep'
import { begin, fits, isFilled } from './form'

const words = text.authorize

/** What step 1 holds while it is typed. Secrets begin empty: the keychain gives nothing back to the window. */
export type Credentials = {
  inputs: Record<string, string>
  /** How the grant is to be had. */
  way: GrantKind
  client: 'preconfigured' | 'own'
  clientId: string
  /** The secret, or the private key that some providers take instead. */
  clientSecret: string
  certificate: string
  /** An https address of the user's own that is the callback; null uses this computer's. */
  relay: string | null
}

/** What is left in the window of secrets that were sent. */
export const NO_SECRETS = { clientSecret: '', certificate: '' }

/** Whether the own-credentials form is what the user fills in. */
export const usesOwn = ({ client }: Credentials, connector: ConnectorDetail): boolean =>
  client === 'own' && connector.client !== 'registered' && connector.clientFields !== null

/** What a connection has kept, or the connector proposes. */
export function kept(connection: ConnectionView, connector: ConnectorDetail, fields: FormField[]): Credentials {
  const { inputs, client, grant, attempt } = connection
  return {
    way: attempt?.grant ?? grant?.kind ?? connector.grants[0] ?? 'authorizationCode',
    inputs: begin(fields, inputs),
    client: (client?.kind ?? connector.client) === 'own' ? 'own' : 'preconfigured',
    clientId: client?.kind === 'own' ? client.clientId : '',
    relay: (client?.kind === 'own' && client.relay) || null,
    ...NO_SECRETS,
  }
}

/** An own client as it is sent. */
type OwnClient = Extract<ClientInput, { kind: 'own' }> & { certificate: SecretInput | null; relay: string }

/** The client to send; none where there is nothing to keep yet, or nothing to enter at all. */
export function clientToSave(credentials: Credentials, connector: ConnectorDetail): ClientInput | null {
  const { client, clientId, clientSecret, certificate, relay } = credentials
  if (connector.client === 'none' || connector.client === 'registered') return null
  if (client === 'preconfigured') return { kind: 'preconfigured' }
  if (!clientId.trim()) return null
  const own: OwnClient = {
    kind: 'own',
    clientId: clientId.trim(),
    clientSecret: clientSecret.trim() || null,
    certificate: certificate.trim() || null,
    relay: relay?.trim() ?? '',
  }
  return own
}

/** What is wrong with a client id, or null. */
export function clientIdTrouble(
  value: string,
  { idPattern }: ClientFields,
  callback: string | undefined,
): string | null {
  if (!value.trim()) return words.required(words.clientId)
  if (value.trim() === callback) return words.idLooksLikeCallback
  return !idPattern || fits(idPattern, value) ? null : words.clientIdShape
}

/** What is wrong with a client secret or key, or null; empty keeps what the keychain holds. */
export function clientSecretTrouble(value: string, { secret, key }: ClientFields, hasSecret: boolean): string | null {
  const label = key ? words.key : words.clientSecret
  if (!value.trim()) return secret === 'required' && !hasSecret ? words.required(label) : null
  return key && !PRIVATE_KEY.test(value) ? words.keyShape : null
}

/** What is wrong with a client certificate, or null; empty keeps what the keychain holds. */
export function certificateTrouble(value: string, hasCertificate: boolean): string | null {
  if (!value.trim()) return hasCertificate ? null : words.required(words.certificate)
  return value.includes('BEGIN CERTIFICATE') && PRIVATE_KEY.test(value) ? null : words.certificateShape
}

/** What is wrong with an own callback address, or null. */
export function relayTrouble(relay: string | null): string | null {
  if (relay === null) return null
  if (!relay.trim()) return words.required(words.relay)
  return URL.canParse(relay.trim()) && new URL(relay.trim()).protocol === 'https:' ? null : words.relayShape
}

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/

/** Whether everything is there that the authorization needs. */
export function isComplete(credentials: Credentials, { connection, connector, fields }: StepFields): boolean {
  return (
    isFilled(fields, credentials.inputs) &&
    (!usesOwn(credentials, connector) || isClientComplete(credentials, connection, connector))
  )
}

/** Whether the own client is there in full. */
export function isClientComplete(
  { clientId, clientSecret, certificate, relay }: Credentials,
  connection: ConnectionView,
  { clientFields: fields, redirect }: ConnectorDetail,
): boolean {
  if (!fields) return true
  return !(
    clientIdTrouble(clientId, fields, redirect?.uri) ||
    (fields.secret !== 'none' && clientSecretTrouble(clientSecret, fields, hasSecret(connection))) ||
    (fields.certificate && certificateTrouble(certificate, hasCertificate(connection))) ||
    relayTrouble(relay)
  )
}

/** Whether the keychain holds the connection's own client secret. */
export const hasSecret = ({ client }: ConnectionView): boolean => client?.kind === 'own' && client.hasSecret

/** Whether the keychain holds the certificate of the connection's own client. */
export const hasCertificate = ({ client }: ConnectionView): boolean => client?.kind === 'own' && client.hasCertificate
