import { expect, it } from 'vitest'

import type { StreamColumn } from '../../generated/rpc'
import { changesKey, type Draft, entitle, open, personal, toSend, treat, written } from './draft'

const column = (name: string, rest: Partial<StreamColumn> = {}): StreamColumn => ({
  name,
  title: null,
  cell: 'text',
  key: false,
  treatment: 'keep',
  treatments: ['keep', 'hash', 'leave'],
  personal: false,
  ...rest,
})
const draft: Draft = {
  columns: [
    column('id', { key: true, treatments: ['keep', 'hash'] }),
    column('email', { personal: true }),
    column('address', { cell: 'json', treatments: ['keep', 'expand', 'hash', 'leave'] }),
    column('address.city', { personal: true }),
    column('a.dotted.name'),
  ],
  rows: [],
}
const names = (columns: StreamColumn[]) => columns.map(({ name }) => name)

it('opens an object’s fields with the object', () => {
  expect(names(open(draft)), 'a dot in a name makes no field').toEqual(['id', 'email', 'address', 'a.dotted.name'])
  const expanded = treat(draft, ['address'], 'expand')
  expect(names(open(expanded))).toContain('address.city')
  expect(names(written(expanded)), 'its fields stand for it').not.toContain('address')
})

it('treats what can be treated so, and proposes what is personal', () => {
  const left = treat(draft, ['id', 'email'], 'leave')
  expect(names(written(left)), 'the key stays').toContain('id')
  expect(names(personal(draft)), 'only what is seen is proposed').toEqual(['email'])
  expect(personal(left)).toEqual([])
})

it('sends only what differs', () => {
  const chosen = entitle(treat(draft, ['email'], 'hash'), 'id', 'Number')
  expect(toSend(chosen).columns).toEqual([
    { name: 'id', treatment: 'keep', title: 'Number' },
    { name: 'email', treatment: 'hash', title: null },
  ])
  expect(toSend(entitle(entitle(draft, 'id', 'x'), 'id', '')).columns).toEqual([])
})

it('knows when the key changes', () => {
  const before = { ...draft, cursor: null, outdated: false }
  expect(changesKey(treat(draft, ['email'], 'hash'), before)).toBe(false)
  expect(changesKey(treat(draft, ['id'], 'hash'), before)).toBe(true)
})
