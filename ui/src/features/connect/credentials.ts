import type { ClientFields, ClientInput, ConnectionView, ConnectorDetail, InputView } from '../../generated/rpc'
import { text } from '../../text'

const words = text.authorize

/** What step 1 holds while it is typed. Secrets begin empty: the keychain gives nothing back to the window. */
export type Credentials = {
  inputs: Record<string, string>
  client: 'preconfigured' | 'own'
  clientId: string
  clientSecret: string
}

/** What a connection has kept, or the connector proposes. */
export function kept({ inputs, client }: ConnectionView, connector: ConnectorDetail): Credentials {
  return {
    inputs: Object.fromEntries(
      connector.inputs.map(({ name, ...input }) => [name, inputs[name] ?? input.default ?? '']),
    ),
    client: client?.kind ?? (connector.client === 'preconfigured' ? 'preconfigured' : 'own'),
    clientId: client?.kind === 'own' ? client.clientId : '',
    clientSecret: '',
  }
}

/** The inputs to send: of secrets only those that were typed, so that a kept one stays. */
export function inputsToSave({ inputs }: Credentials, views: InputView[]): Record<string, string> {
  const sent = views.filter(({ name, secret }) => !secret || inputs[name])
  return Object.fromEntries(sent.map(({ name }) => [name, (inputs[name] ?? '').trim()]))
}

/** The client to send; none where there is nothing to keep yet. */
export function clientToSave(
  { client, clientId, clientSecret }: Credentials,
  connector: ConnectorDetail,
): ClientInput | null {
  if (connector.client === 'none') return null
  if (client === 'preconfigured') return { kind: 'preconfigured' }
  if (!clientId.trim()) return null
  return { kind: 'own', clientId: clientId.trim(), clientSecret: clientSecret.trim() || null }
}

/** What is wrong with an input, or null. */
export function inputTrouble(
  { title, required, secret, pattern, patternSays }: InputView,
  value: string,
): string | null {
  if (!value.trim()) return required && !secret ? words.required(title) : null
  return fits(pattern, value) ? null : (patternSays ?? words.shape(title))
}

/** What is wrong with a client id, or null. */
export function clientIdTrouble(
  value: string,
  { idPattern }: ClientFields,
  callback: string | undefined,
): string | null {
  if (!value.trim()) return words.required(words.clientId)
  if (value.trim() === callback) return words.idLooksLikeCallback
  return fits(idPattern, value) ? null : words.clientIdShape
}

/** What is wrong with a client secret, or null; empty keeps what the keychain holds. */
export function clientSecretTrouble(value: string, { secret }: ClientFields, hasSecret: boolean): string | null {
  return !value.trim() && secret === 'required' && !hasSecret ? words.required(words.clientSecret) : null
}

/** Whether everything is there that the authorization needs. */
export function isComplete(credentials: Credentials, connection: ConnectionView, connector: ConnectorDetail): boolean {
  const inputsFit = connector.inputs.every((input) => !inputTrouble(input, credentials.inputs[input.name] ?? ''))
  const fields = connector.clientFields
  if (!fields || credentials.client === 'preconfigured') return inputsFit
  const idTrouble = clientIdTrouble(credentials.clientId, fields, connector.redirect?.uri)
  const secretTrouble = clientSecretTrouble(credentials.clientSecret, fields, hasSecret(connection))
  return inputsFit && !idTrouble && !secretTrouble
}

/** Whether the keychain holds the connection's own client secret. */
export const hasSecret = ({ client }: ConnectionView): boolean => client?.kind === 'own' && client.hasSecret

/** Whether the whole value has the shape. A pattern that this engine cannot read stops nobody. */
function fits(pattern: string | null, value: string): boolean {
  if (!pattern) return true
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value.trim())
  } catch {
    return true
  }
}
