import { text } from '../../text'
import type { CredentialsProps } from './AuthorizeStep'
import { FormFields } from './FormFields'

/** What a connector asks before the consent: a shop's name, a server's address, a key. */
export function InputsForm({ connector, fields, credentials, setCredentials, insist }: CredentialsProps) {
  if (fields.length === 0) return null
  const set = (name: string, value: string) =>
    setCredentials((before) => ({ ...before, inputs: { ...before.inputs, [name]: value } }))
  return (
    <FormFields
      legend={connector.auth === 'key' ? text.form.keys : text.authorize.inputs}
      fields={fields}
      values={credentials.inputs}
      onChange={set}
      insist={insist}
    />
  )
}
