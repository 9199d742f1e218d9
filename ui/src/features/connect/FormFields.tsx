import { useState } from 'react'

import type { FormField } from '../../generated/rpc'
import { AreaField, SecretAreaField } from '../../parts/Area'
import { Choice } from '../../parts/Choice'
import { SecretField, SelectField, TextField } from '../../parts/Field'
import { Fold } from '../../parts/Fold'
import { TickField } from '../../parts/TickField'
import { text } from '../../text'
import styles from './FormFields.module.css'
import { isFilled, shown, troubleOf, type Values, variantOf } from './form'

const words = text.form

type Props = {
  legend: string
  fields: FormField[]
  values: Values
  onChange: (name: string, value: string) => void
  /** Shows what is missing: the user tried to go on. */
  insist: boolean
}

/**
 * The form that a connector's manifest describes: groups under their titles, variants behind a choice, and what nobody
 * has to fill in folded away.
 */
export function FormFields({ legend, fields, ...rest }: Props) {
  const groups = [...new Set(fields.map(({ group }) => group))]
  return groups.map((group) => (
    <fieldset key={group ?? ''} className={styles['fields']}>
      <legend>{group ?? legend}</legend>
      <Fields fields={fields.filter((field) => field.group === group)} {...rest} />
    </fieldset>
  ))
}

/** `open`: nothing is folded away, since it is folded away already. */
type FieldsProps = Omit<Props, 'legend'> & { open?: boolean }

function Fields({ fields, open = false, ...rest }: FieldsProps) {
  const folded = open ? [] : fields.filter((field) => !isAtOnce(field))
  return (
    <>
      {fields
        .filter((field) => !folded.includes(field))
        .map((field) => (
          <Field key={field.name} field={field} open={open} {...rest} />
        ))}
      {folded.length > 0 && <Folded fields={folded} {...rest} />}
    </>
  )
}

const isAtOnce = ({ required, alwaysShow }: FormField): boolean => required || alwaysShow

/** What need not be filled in. It opens by itself where something in it is wrong. */
function Folded({ fields, values, insist, ...rest }: FieldsProps) {
  const [opened, setOpened] = useState(false)
  const wrong = insist && !isFilled(fields, values)
  return (
    <Fold
      title={words.optional(shown(fields, values).length)}
      testId="form-optional"
      open={opened || wrong}
      onOpen={setOpened}
    >
      <div className={styles['fields']}>
        {fields.map((field) => (
          <Field key={field.name} field={field} values={values} insist={insist} {...rest} open />
        ))}
      </div>
    </Fold>
  )
}

type FieldProps = Omit<FieldsProps, 'fields'> & { field: FormField }

function Field(props: FieldProps) {
  return props.field.kind === 'choice' ? <Variants {...props} /> : <Input {...props} />
}

/** One of several ways, with the fields of the one that is chosen. */
function Variants({ field, values, ...rest }: FieldProps) {
  const chosen = variantOf(field, values)
  return (
    <div className={styles['fields']} data-testid={`input-${field.name}`}>
      <Choice
        legend={field.title}
        options={field.variants.map(({ value, title, hint }) => ({
          value,
          title,
          says: hint ?? '',
          testId: `input-${field.name}-${value}`,
        }))}
        value={chosen?.value ?? ''}
        onChange={(value) => rest.onChange(field.name, value)}
      />
      {chosen && chosen.fields.length > 0 && (
        <div className={styles['variant']}>
          <Fields fields={chosen.fields} values={values} {...rest} />
        </div>
      )}
    </div>
  )
}

function Input({ field, values, onChange, insist }: FieldProps) {
  const { name, title, hint, kind, secret, options, required } = field
  const value = values[name] ?? ''
  const shared = {
    label: required ? title : words.optionalLabel(title),
    value,
    onChange: (typed: string) => onChange(name, typed),
    hint: hint ?? words.kind[kind],
    placeholder: placeholderOf(field),
    error: troubleOf(field, value),
    insist,
    testId: `input-${name}`,
  }
  switch (kind) {
    case 'boolean':
      return <TickField {...shared} label={title} hint={hint} checked={value === 'true'} onChange={(on) => shared.onChange(String(on))} />
    case 'select':
      return <SelectField {...shared} options={required ? options : [{ value: '', title: words.none }, ...options]} />
    case 'lines':
    case 'list':
    case 'json':
      return secret ? <SecretAreaField {...shared} /> : <AreaField {...shared} />
    default:
      return secret ? <SecretField {...shared} /> : <TextField {...shared} />
  }
}

/** A believable value, or how one is written. */
function placeholderOf({ examples, patternSays, kind }: FormField): string | null {
  const [example] = examples
  if (example) return text.authorize.example(example)
  if (kind === 'date') return words.datePlaceholder
  if (kind === 'dateTime') return words.dateTimePlaceholder
  return patternSays
}
