import type { FieldKind, FormField } from '../../generated/rpc'
import { text } from '../../text'
import { number } from '../../text/format'

const words = text.form

/** What a form holds while it is typed: texts by the fields' names. */
export type Values = Readonly<Record<string, string>>

/** The variant of a choice that is shown: the chosen one, else the proposed one, else the first. */
export const variantOf = (field: FormField, values: Values) =>
  [values[field.name], field.default].map((wanted) => field.variants.find(({ value }) => value === wanted)).find(Boolean) ??
  field.variants[0]

/** All fields that can be filled in now: of variants only those of the chosen one. */
export function shown(fields: FormField[], values: Values): FormField[] {
  return fields.flatMap((field) => {
    if (field.kind === 'choice') return [field, ...shown(variantOf(field, values)?.fields ?? [], values)]
    return [field]
  })
}

/** What the fields begin with: what the connection keeps, else what is proposed. */
export function begin(fields: FormField[], kept: Values): Record<string, string> {
  const values: Record<string, string> = {}
  for (const field of every(fields)) {
    const proposed = field.kind === 'choice' ? (variantOf(field, kept)?.value ?? '') : (field.default ?? '')
    // Variants may share a field: the first one's proposal stands.
    values[field.name] ||= kept[field.name] ?? proposed
  }
  return values
}

const every = (fields: FormField[]): FormField[] =>
  fields.flatMap((field) => [field, ...every(field.variants.flatMap((variant) => variant.fields))])

/** What is sent: the fields that are shown; of secrets only those that were typed, so that a kept one stays. */
export function toSend(fields: FormField[], values: Values): Record<string, string> {
  const sent = shown(fields, values).filter(({ name, secret }) => !secret || values[name])
  return Object.fromEntries(sent.map(({ name }) => [name, (values[name] ?? '').trim()]))
}

/** Whether nothing is missing or wrong. */
export const isFilled = (fields: FormField[], values: Values): boolean =>
  shown(fields, values).every((field) => !troubleOf(field, values[field.name] ?? ''))

/** What is wrong with a value, or null. An empty secret keeps what the keychain holds. */
export function troubleOf(field: FormField, value: string): string | null {
  const { title, required, secret, pattern, patternSays, kind } = field
  const given = value.trim()
  if (!given) return required && !secret && kind !== 'boolean' ? text.authorize.required(title) : null
  const parts = kind === 'list' || kind === 'lines' ? given.split('\n').filter((line) => line.trim()) : [given]
  if (pattern && !parts.every((part) => fits(pattern, part))) return patternSays ?? text.authorize.shape(title)
  return troubleOfKind[kind]?.(given, field) ?? null
}

type Trouble = (value: string, field: FormField) => string | null

const troubleOfNumber: Trouble = (value, { min, max }) => {
  const given = Number(value)
  if (Number.isNaN(given)) return words.number
  if (min !== null && given < min) return words.atLeast(number(min))
  return max !== null && given > max ? words.atMost(number(max)) : null
}

const troubleOfKind: Partial<Record<FieldKind, Trouble>> = {
  integer: (value, field) => (/^[+-]?\d+$/.test(value) ? troubleOfNumber(value, field) : words.integer),
  number: troubleOfNumber,
  date: (value) => (/^\d{4}-\d{2}-\d{2}$/.test(value) && isTime(value) ? null : words.date),
  dateTime: (value) => (/^\d{4}-\d{2}-\d{2}([T ]|$)/.test(value) && isTime(value) ? null : words.dateTime),
  json: (value) => (isJson(value) ? null : words.json),
}

const isTime = (value: string): boolean => !Number.isNaN(Date.parse(value))

function isJson(value: string): boolean {
  try {
    JSON.parse(value)
    return true
  } catch {
    return false
  }
}

/** Whether the whole value has the shape, and of several lines each. A pattern that this engine cannot read stops nobody. */
export function fits(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value.trim())
  } catch {
    return true
  }
}
