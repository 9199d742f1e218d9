import { expect, it } from 'vitest'

import type { FormField } from '../../generated/rpc'
import { FORM } from '../../host/demo/adding'
import { begin, isFilled, shown, toSend, troubleOf } from './form'

const fields = FORM.fields
const plain = fields[0] as FormField
const of = (change: Partial<FormField>): FormField => ({ ...plain, pattern: null, patternSays: null, ...change })
const names = (values: Record<string, string>) => shown(fields, values).map(({ name }) => name)

it('shows the fields of the chosen variant only', () => {
  expect(names(begin(fields, {})), 'the first variant stands until another is chosen').toContain('credentials.token')
  const other = names({ credentials: 'oauth' })
  expect(other).toContain('credentials.client_secret')
  expect(other, 'what belongs to another way is not asked').not.toContain('credentials.token')
})

it('begins with what is kept, else with what is proposed', () => {
  expect(begin(fields, {})['limits.page_size'], 'the default of a nested field').toBe('100')
  expect(begin(fields, { 'limits.page_size': '7' })['limits.page_size'], 'a kept value wins').toBe('7')
})

it('sends the chosen variant with its own fields, and a secret only when it was typed', () => {
  const sent = toSend(fields, { ...begin(fields, {}), domain: ' blue-lake ', 'credentials.client_secret': 'x' })
  expect(sent['credentials'], 'which variant it is').toBe('token')
  expect(sent['domain'], 'trimmed').toBe('blue-lake')
  expect(sent, 'an empty secret keeps the kept one').not.toHaveProperty(['credentials.token'])
  expect(sent, 'what was typed into another variant stays here').not.toHaveProperty(['credentials.client_secret'])
})

it.each([
  ['text', { pattern: '^[a-z]+$' }, 'blue', 'Blue'],
  ['integer', { min: 1, max: 500 }, '500', '501'],
  ['integer', {}, '-3', '3.5'],
  ['number', { min: 0 }, '0.25', '-1'],
  ['date', {}, '2026-02-28', '2026-13-01'],
  ['dateTime', {}, '2026-02-28T00:00:00Z', 'yesterday'],
  ['json', {}, '[{"a": 1}]', '{a'],
  ['list', { pattern: '^[A-Z]+$' }, 'HEAD\nTAIL\n', 'HEAD\ntail'],
] as const)('%s %j takes %j and not %j', (kind, change, good, bad) => {
  const field = of({ kind, ...change })
  expect(troubleOf(field, good), 'it has the form').toBeNull()
  expect(troubleOf(field, bad), 'said in words').toMatch(/\w{3}/)
})

it('does not stop anybody at a pattern that this engine cannot read', () => {
  expect(troubleOf(of({ pattern: '(?<!' }), 'anything')).toBeNull()
})

it('is filled when nothing required is missing', () => {
  const values = { ...begin(fields, {}), domain: 'blue-lake', 'credentials.email': 'a@b.c', start_date: '2026-01-01' }
  expect(isFilled(fields, values), 'optional fields and kept secrets may be empty').toBe(true)
  expect(isFilled(fields, { ...values, start_date: '' }), 'a required one may not').toBe(false)
})

it('fits a pattern to the whole value, and to each of several lines', () => {
  expect(troubleOf(of({ pattern: 'a+' }), 'baab'), 'a part of it is not enough').not.toBeNull()
  const lines = of({ kind: 'lines', pattern: '/\\S+' })
  expect(troubleOf(lines, '/contacts\n\n/deals'), 'an empty line is no line').toBeNull()
  expect(troubleOf(lines, '/contacts\ndeals')).not.toBeNull()
})
