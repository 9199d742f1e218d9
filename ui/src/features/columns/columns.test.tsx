import { screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'

import { callsOf, openWindow, soon } from '../../test/window'

it('chooses columns and rows before the first sync', async () => {
  const { user, sent } = openWindow({}, { screen: 'connect', id: 'c3', step: 'streams' })
  await user.click(await soon('stream-contacts'))
  await user.click(await soon('columns-contacts'))
  expect((await soon('columns-personal')).textContent, 'names are proposed').toContain('email')
  expect(screen.getByTestId('choose-id'), 'the key has to stay').toHaveProperty('disabled', true)
  await user.click(screen.getByTestId('personal-hash'))
  expect(screen.queryByTestId('columns-personal'), 'nothing is left to propose').toBeNull()

  expect(screen.queryByTestId('choose-address.city'), 'fields come with their object').toBeNull()
  await user.selectOptions(screen.getByTestId('way-address'), 'expand')
  await user.click(await soon('choose-address.city'))
  await user.click(screen.getByTestId('choose-note'))
  await user.type(screen.getByTestId('title-lifetime_value'), 'Value')
  expect(screen.getByTestId('rows-sent').textContent, 'what a bound saves').toContain('updated_at')
  await user.click(screen.getByTestId('add-filter'))
  await user.selectOptions(await soon('filter-column'), 'subscribed')
  await user.selectOptions(screen.getByTestId('filter-op'), 'equals')
  await user.type(screen.getByTestId('filter-value'), 'true')
  await user.click(screen.getByTestId('filter-apply'))
  await soon('filter-subscribed')
  await user.click(screen.getByTestId('columns-save'))
  await waitFor(() => expect(callsOf(sent, 'choose_columns')).toHaveLength(1))
  const [call] = callsOf(sent, 'choose_columns')
  expect(call?.stream).toBe('contacts')
  const told = call?.choice.columns.map(({ name, treatment, title }) => [name, treatment, title])
  expect(told).toEqual([
    ['first_name', 'hash', null],
    ['last_name', 'hash', null],
    ['email', 'hash', null],
    ['lifetime_value', 'keep', 'Value'],
    ['address', 'expand', null],
    ['address.city', 'leave', null],
    ['note', 'leave', null],
  ])
  expect(call?.choice.rows).toEqual([{ column: 'subscribed', op: 'equals', value: 'true' }])
})

it('offers to read again when rows are there', async () => {
  const { user, sent } = openWindow({}, { screen: 'workbook', entity: 'customer', tab: 'c3-companies' })
  await soon('cell-0-0')
  await user.click(screen.getByTestId('columns'))
  await user.click(await soon('columns-choose'))
  await user.click(await soon('choose-title'))
  await user.click(screen.getByTestId('columns-save'))
  await soon('columns-outdated')
  await user.click(screen.getByTestId('read-again'))
  await waitFor(() => expect(screen.queryByTestId('columns-dialog'), 'done').toBeNull())
  expect(callsOf(sent, 'read_again')).toEqual([{ id: 'c3', stream: 'companies' }])
})
