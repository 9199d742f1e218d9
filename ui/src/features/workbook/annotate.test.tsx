import { screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'

import type { Route } from '../../app/route'
import { callsOf, openWindow, soon } from '../../test/window'

const tab: Route = { screen: 'workbook', entity: 'customer', tab: 'c3-companies' }

it('writes notes and tags by the keys of a spreadsheet, and undoes', async () => {
  const { user, sent } = openWindow({}, tab)
  const cell = await soon('cell-0-8')
  await waitFor(() => expect(screen.getByTestId('cell-1-8').textContent).toBe('Asked for a call in June'))
  await user.click(cell)
  await user.keyboard('call')
  expect(screen.getByTestId('cell-editor'), 'typing starts').toHaveProperty('value', 'call')
  await user.keyboard('{Tab}')
  await waitFor(() => expect(screen.getByTestId('cell-0-8').textContent).toBe('call'))
  const grid = screen.getByTestId('grid')
  expect(document.activeElement, 'the grid has the focus again').toBe(grid)
  expect(grid.getAttribute('aria-activedescendant'), 'Tab goes on').toBe(screen.getByTestId('cell-0-9').id)
  expect(screen.getByTestId('announcement').textContent).toBe('Saved: call')

  await user.keyboard('{F2}')
  expect(screen.getByTestId('cell-editor'), 'with what is there').toHaveProperty('value', 'priority, north')
  await user.keyboard(', x{Escape}')
  expect(callsOf(sent, 'set_user_cell').length, 'Esc leaves it').toBe(1)
  await user.keyboard('{Delete}')
  await waitFor(() => expect(screen.getByTestId('cell-0-9').textContent).toBe(''))
  await user.keyboard('{Control>}z{/Control}')
  await waitFor(() => expect(screen.getByTestId('cell-0-9').textContent).toBe('prioritynorth'))
  expect(callsOf(sent, 'set_user_cell').map(({ key, value }) => [key, value])).toEqual([
    ['deal_00001', 'call'],
    ['deal_00001', null],
    ['deal_00001', 'priority, north'],
  ])
})

it('adds a formula, says what is wrong with it while it is typed, and changes and removes it', async () => {
  const { user, sent } = openWindow({}, tab)
  await soon('cell-0-0')
  await user.click(screen.getByTestId('add-column'))
  await user.selectOptions(await soon('column-kind'), 'formula')
  await user.type(screen.getByTestId('column-name'), 'Gross')
  await user.type(screen.getByTestId('column-formula'), '[[amount] *')
  await waitFor(() => expect(screen.getByTestId('formula-check').textContent).toBe('Something is missing at position 11.'))
  await user.type(screen.getByTestId('column-formula'), ' 1.2')
  await waitFor(() => expect(screen.getByTestId('formula-check').textContent).toBe('In the first rows: 12 · 7.5 · blank'))
  await user.click(screen.getByTestId('column-save'))
  await waitFor(() => expect(screen.queryByTestId('column-dialog')).toBeNull())
  expect(callsOf(sent, 'add_user_column')).toEqual([
    { tab: 'c3-companies', name: 'Gross', kind: 'formula', formula: '[amount] * 1.2' },
  ])
  await user.click(screen.getByTestId('columns'))
  await user.click(await soon('change-column-Gross'))
  await user.click(await soon('column-remove'))
  await waitFor(() => expect(screen.queryByTestId('change-column-Gross')).toBeNull())
})

it('brings a removed column back with its cells, by keys, and waits for whoever is slow', async () => {
  const { user, sent } = openWindow({}, tab)
  await waitFor(() => expect(screen.getByTestId('cell-1-8').textContent).toBe('Asked for a call in June'))
  await user.click(screen.getByTestId('columns'))
  await user.click(await soon('change-column-Remark'))
  await user.click(await soon('column-remove'))
  await waitFor(() => expect(screen.getByTestId('notice').textContent).toBe('Remark was removed.'))
  await waitFor(() => expect(screen.queryByTestId('column-Remark')).toBeNull())
  const grid = screen.getByTestId('grid')
  grid.focus()
  screen.getByTestId('notice-offer').focus()
  await user.keyboard('{Enter}')
  expect(document.activeElement, 'the keys are where they were').toBe(grid)
  expect(callsOf(sent, 'restore_user_column')).toEqual([{ tab: 'c3-companies', column: 'n1' }])
  await waitFor(() => expect(screen.getByTestId('cell-1-8').textContent).toBe('Asked for a call in June'))
})

it('closes a notice that offers something', async () => {
  const { user, sent } = openWindow({}, tab)
  await soon('cell-0-0')
  await user.click(screen.getByTestId('columns'))
  await user.click(await soon('change-column-Remark'))
  await user.click(await soon('column-remove'))
  await user.click(await soon('notice-close'))
  expect(screen.getByTestId('notice').textContent).toBe('')
  expect(callsOf(sent, 'restore_user_column'), 'it stays removed').toEqual([])
})

it('finds over the whole tab and goes there', async () => {
  const { user } = openWindow({}, tab)
  await soon('cell-0-0')
  await user.keyboard('{Control>}f{/Control}')
  await user.type(await soon('find-text'), 'deal_00400{Enter}')
  await waitFor(() => expect(screen.getByTestId('find-says').textContent).toBe('1 of 1 row'))
  const cell = await soon('cell-399-0')
  expect(screen.getByTestId('grid').getAttribute('aria-activedescendant')).toBe(cell.id)
  await user.keyboard('{Escape}')
  expect(document.activeElement).toBe(screen.getByTestId('grid'))
})

it('shows what changed since a sync, cell by cell', async () => {
  const { user, sent } = openWindow({}, tab)
  await soon('cell-0-0')
  await user.click(screen.getByTestId('changes-open'))
  const row = await soon('change-deal_00002')
  expect(row.textContent).toContain('proposal')
  expect(row.textContent).toContain('won')
  expect(callsOf(sent, 'changes')[0], 'since the one before the latest').toMatchObject({ since: '11', group: 'changed' })
  await user.click(screen.getByTestId('changes-removed'))
  await soon('change-deal_00103')
  await user.selectOptions(screen.getByTestId('history-days'), '90')
  await waitFor(() => expect(callsOf(sent, 'set_history_days').at(-1)?.days).toBe(90))
})
