import type { InputView } from '../../generated/rpc'
import { AreaField, SecretAreaField } from '../../parts/Area'
import { SecretField, SelectField, TextField } from '../../parts/Field'
import { text } from '../../text'
import type { CredentialsProps } from './AuthorizeStep'
import styles from './AuthorizeStep.module.css'
import { inputTrouble } from './credentials'

const words = text.authorize

/** What a connector asks before the consent: a shop's name, a server's address. */
export function InputsForm({ connector, credentials, setCredentials, insist }: CredentialsProps) {
  if (connector.inputs.length === 0) return null
  const set = (name: string) => (value: string) =>
    setCredentials((before) => ({ ...before, inputs: { ...before.inputs, [name]: value } }))
  return (
    <fieldset className={styles['fields']}>
      <legend>{words.inputs}</legend>
      {connector.inputs.map((input) => (
        <Input
          key={input.name}
          input={input}
          value={credentials.inputs[input.name] ?? ''}
          onChange={set(input.name)}
          insist={insist}
        />
      ))}
    </fieldset>
  )
}

type InputProps = { input: InputView; value: string; onChange: (value: string) => void; insist: boolean }

function Input({ input, value, onChange, insist }: InputProps) {
  const field = {
    label: input.title,
    value,
    onChange,
    hint: input.hint,
    placeholder: input.example && words.example(input.example),
    error: inputTrouble(input, value),
    insist,
    testId: `input-${input.name}`,
  }
  if (input.options.length > 0) return <SelectField {...field} options={input.options} />
  if (input.lines) {
    return input.secret ? <SecretAreaField {...field} /> : <AreaField {...field} hint={input.hint ?? words.linesHint} />
  }
  return input.secret ? <SecretField {...field} /> : <TextField {...field} />
}
