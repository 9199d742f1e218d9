import { cleanup, screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'

import type { Route } from '../../app/route'
import { callsOf, openWindow, soon } from '../../test/window'

const tab: Route = { screen: 'workbook', entity: 'customer', tab: 'c3-companies' }

const stays = (testId: string): boolean => screen.getByTestId(testId).className.includes('frozen')

/** The menu of the header that has the focus, by keys alone. */
async function menuByKeys(user: ReturnType<typeof openWindow>['user'], steps: number) {
  screen.getByTestId('grid').focus()
  await user.keyboard(`{ArrowUp}${'{ArrowRight}'.repeat(steps)}{Alt>}{ArrowDown}{/Alt}`)
  await soon('profile-open')
}

it('profiles a column over the filtered rows, and filters by a value of it', async () => {
  const { user, sent } = openWindow({}, tab)
  await soon('cell-0-0')
  await menuByKeys(user, 3)
  await user.click(screen.getByTestId('profile-open'))
  expect((await soon('profile-distinct')).textContent).toBe('5')
  expect(screen.getByTestId('profile-rows').textContent).toContain('480 rows')
  await waitFor(() => expect(document.activeElement?.getAttribute('data-testid'), 'the focus is in the panel').toBe('profile'))
  await user.click(screen.getByRole('button', { name: 'won' }))
  await waitFor(() => expect(screen.getByTestId('profile-distinct').textContent, 'as filtered').toBe('1'))
  expect(callsOf(sent, 'profile').at(-1)).toMatchObject({
    column: 'stage',
    query: { filters: [{ column: 'stage', op: 'equals', value: 'won' }] },
  })
  await user.keyboard('{Escape}')
  expect(screen.queryByTestId('profile')).toBeNull()
})

it('says a histogram in a table too', async () => {
  const { user } = openWindow({}, tab)
  await soon('cell-0-0')
  await user.pointer({ keys: '[MouseRight]', target: screen.getByTestId('column-amount') })
  await user.click(await soon('profile-open'))
  const figure = await soon('profile-bars')
  expect(figure.querySelector('svg')?.getAttribute('aria-label')).toContain('Histogram of amount, 20 bars')
  const counts = [...figure.querySelectorAll('td')].map((cell) => Number.parseInt(cell.textContent, 10))
  expect(counts.reduce((sum, count) => sum + count, 0), 'each row is in one bar').toBe(480)
})

it('adds the selection up, and copies a total', async () => {
  const { user, sent } = openWindow({}, tab)
  await soon('cell-0-0')
  await waitFor(() => expect(screen.getByTestId('cell-2-4').textContent).not.toBe(''))
  const amounts = [0, 1, 2].map((row) => Number(screen.getByTestId(`cell-${row}-4`).textContent))
  await user.click(screen.getByTestId('cell-0-4'))
  await user.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
  const sum = await soon('total-sum')
  await user.click(sum)
  const total = amounts.reduce((all, amount) => all + amount, 0)
  expect(Number(await navigator.clipboard.readText())).toBeCloseTo(total)
  expect(screen.getByTestId('total-filled').textContent).toBe('Count 3')

  screen.getByTestId('grid').focus()
  await user.keyboard('{Control>} {/Control}')
  await waitFor(() => expect(callsOf(sent, 'totals').at(-1), 'the whole column, at once').toMatchObject({ query: { offset: 0, limit: 480 }, columns: ['amount'] }))
})

it('freezes the first columns by keys, and keeps that', async () => {
  const { user } = openWindow({}, tab)
  await soon('cell-0-0')
  await menuByKeys(user, 1)
  await user.click(screen.getByTestId('freeze'))
  expect(screen.getByTestId('announcement').textContent).toBe('The first 2 columns stay in sight')
  expect(['column-id', 'column-title', 'column-contact_id'].map(stays)).toEqual([true, true, false])
  expect(stays('cell-0-1'), 'the cells with the header').toBe(true)
  expect(screen.getByTestId('cell-0-1').getAttribute('aria-colindex'), 'its place is the same').toBe('3')

  cleanup()
  const next = openWindow({}, tab)
  await soon('cell-0-0')
  expect(stays('column-title'), 'in the next window too').toBe(true)
  await menuByKeys(next.user, 0)
  await next.user.click(screen.getByTestId('unfreeze'))
  expect(stays('column-id')).toBe(false)
})

it('draws a chart over the filtered rows, and keeps it with the tab', async () => {
  const { user, sent } = openWindow({}, tab)
  await soon('cell-0-0')
  await user.click(screen.getByTestId('chart-open'))
  await soon('chart-bars')
  expect(callsOf(sent, 'chart')[0]?.chart, 'over time, where the tab has times').toEqual({ by: 'closes_at', span: 'month', sum: null })
  await user.selectOptions(screen.getByTestId('chart-by'), 'stage')
  await user.selectOptions(screen.getByTestId('chart-shows'), 'amount')
  await user.click(await screen.findByRole('button', { name: 'lost' }))
  await waitFor(() => expect(screen.getByTestId('chart-bars').querySelectorAll('tbody tr').length, 'follows the filter').toBe(1))

  cleanup()
  const next = openWindow({}, tab)
  await soon('chart-bars')
  expect(callsOf(next.sent, 'chart')[0]?.chart).toEqual({ by: 'stage', span: 'month', sum: 'amount' })
  await next.user.click(screen.getByTestId('chart-close'))
  cleanup()
  openWindow({}, tab)
  await soon('cell-0-0')
  expect(screen.queryByTestId('chart'), 'closed stays closed').toBeNull()
})

it('says how far the order of the rows is, while one waits for it', async () => {
  openWindow({ order: 'waiting' }, tab)
  expect((await soon('ordering')).textContent).toContain('430,000 of 1,000,000 read')
})
