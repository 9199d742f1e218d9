import { cleanup, screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'

import { FAULTS } from '../../host/demo/faults'
import type { Route } from '../../app/route'
import { callsOf, openWindow, soon } from '../../test/window'

const widthOf = (testId: string): number => Number.parseInt(screen.getByTestId(testId).style.width, 10)
const tab = (name: string): Route => ({ screen: 'workbook', entity: 'customer', tab: name })

it('counts a million rows and draws a few', async () => {
  openWindow({}, tab('c5-events'))
  await soon('cell-0-0')
  const grid = screen.getByTestId('grid')
  expect(grid.getAttribute('aria-rowcount'), 'the rows and the header').toBe('1000001')
  expect(screen.getByTestId('row-count').textContent).toBe('1,000,000 rows')
  expect(screen.getAllByRole('row').length, 'only what is in sight is in the document').toBeLessThan(60)
})

it('goes to the end by keyboard and asks for just that page', async () => {
  const { user, sent } = openWindow({}, tab('c5-events'))
  await soon('cell-0-0')
  screen.getByTestId('grid').focus()
  await user.keyboard('{Control>}{ArrowDown}{/Control}')
  const last = await soon('cell-999999-0')
  await waitFor(() => expect(last.textContent, 'its page has arrived').not.toBe(''))
  expect(screen.getByTestId('grid').getAttribute('aria-activedescendant'), 'the active cell is named').toBe(last.id)
  expect(
    callsOf(sent, 'rows').map(({ query }) => query.offset),
    'first page, last page, nothing in between',
  ).toEqual([0, 999_800])
})

it('shows what is gone at the source, and asks what the source has changed', async () => {
  const { user, sent } = openWindow({ start: 'changed' }, tab('c3-companies'))
  await soon('cell-0-0')
  expect(await screen.findByLabelText('1, gone at the source'), 'said, and struck out').toBeTruthy()
  expect(screen.queryByLabelText('4, gone at the source'), 'it is there').toBeNull()
  await user.click(screen.getByTestId('hide-deleted'))
  await waitFor(() => expect(callsOf(sent, 'rows').at(-1)?.query.hideDeleted).toBe(true))
  expect(callsOf(sent, 'drop_deleted'), 'nothing goes by itself').toEqual([])
  await user.click(screen.getByTestId('drop-deleted'))
  expect(callsOf(sent, 'drop_deleted')).toEqual([{ tab: 'c3-companies' }])
  await waitFor(() => expect(screen.getByTestId('notice').textContent).toBe('3 rows deleted here too.'))
  await waitFor(() => expect(screen.queryByTestId('deleted-rows')).toBeNull())
  await user.click(screen.getByTestId('notice-offer'))
  await waitFor(() => expect(screen.getByTestId('notice').textContent).toBe('3 rows brought back.'))
  expect(callsOf(sent, 'restore_rows')).toEqual([{ tab: 'c3-companies' }])
  expect(screen.queryByTestId('notice-offer'), 'an undo is taken once').toBeNull()
  expect(await soon('deleted-rows')).toBeTruthy()

  expect((await soon('schema-companies')).textContent).toContain('amount was integer and is number')
  await user.click(screen.getByTestId('schema-keep-companies'))
  await waitFor(() => expect(screen.queryByTestId('schema-companies'), 'settled').toBeNull())
  expect(callsOf(sent, 'settle_schema')).toEqual([{ id: 'c3', stream: 'companies', accept: false }])
})

it('pauses a sync and says so', async () => {
  const { user, sent } = openWindow({ pace: 60_000 }, tab('c3-companies'))
  await user.click(await soon('sync-now'))
  await user.click(await soon('pause-sync'))
  expect((await soon('sync-paused')).textContent).toContain('Paused')
  expect(callsOf(sent, 'pause_sync')).toEqual([{ id: 'c3' }])
})

it('copies the selected range as TSV', async () => {
  const { user } = openWindow({}, tab('c3-companies'))
  await soon('cell-0-0')
  await user.click(await soon('cell-0-0'))
  await user.keyboard('{Shift>}{ArrowDown}{ArrowRight}{/Shift}')
  expect(screen.getByTestId('selection').textContent).toBe('2 rows × 2 columns selected')
  await user.keyboard('{Control>}c{/Control}')
  await waitFor(() => expect(screen.getByTestId('notice').textContent).toBe('2 rows copied'))
  const shown = [0, 1].map((row) =>
    [0, 1].map((column) => screen.getByTestId(`cell-${row}-${column}`).textContent).join('\t'),
  )
  expect(await navigator.clipboard.readText(), 'what is seen is what is copied').toBe(shown.join('\n'))
})

it('lets the store sort, by click and by keyboard', async () => {
  const { user, sent } = openWindow({}, tab('c3-companies'))
  await soon('cell-0-0')
  await user.click(screen.getByTestId('column-amount'))
  await waitFor(() => expect(callsOf(sent, 'rows').at(-1)?.query.sort).toEqual({ column: 'amount', descending: false }))
  expect(screen.getByTestId('column-amount').getAttribute('aria-sort')).toBe('ascending')
  screen.getByTestId('grid').focus()
  await user.keyboard('{ArrowUp}{Enter}')
  await waitFor(() =>
    expect(callsOf(sent, 'rows').at(-1)?.query.sort, 'the header of the first column').toEqual({
      column: 'id',
      descending: false,
    }),
  )
})

it('lets the store filter, and comes back from nothing found', async () => {
  const { user, sent } = openWindow({}, tab('c3-companies'))
  await soon('cell-0-0')
  await user.type(screen.getByTestId('row-search'), 'qqqq')
  await soon('no-rows')
  expect(callsOf(sent, 'rows').at(-1)?.query.filters, 'in any column').toEqual([
    { column: null, op: 'contains', value: 'qqqq' },
  ])
  expect(screen.getByTestId('row-count').textContent).toBe('0 of 480 rows')
  await user.click(screen.getByTestId('clear-filters'))
  await soon('cell-0-0')
  expect(screen.getByTestId('row-search'), 'the field is empty too').toHaveProperty('value', '')

  await user.click(screen.getByTestId('add-filter'))
  await user.selectOptions(await soon('filter-column'), 'stage')
  await user.type(screen.getByTestId('filter-value'), 'won{Enter}')
  await soon('filter-stage')
  await waitFor(() => expect(screen.getByTestId('row-count').textContent).toMatch(/^\d+ of 480 rows$/))
})

it('opens a row in full and gives the focus back', async () => {
  const { user } = openWindow({}, tab('c1-contacts'))
  await user.click(await soon('cell-1-0'))
  await user.keyboard('{Enter}')
  expect((await soon('value-address')).textContent, 'JSON is indented').toContain('{\n  "city"')
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByTestId('row-panel')).toBeNull())
  expect(document.activeElement, 'to the grid').toBe(screen.getByTestId('grid'))
})

it('closes the row with Esc from the grid too, once no range is selected', async () => {
  const { user } = openWindow({}, tab('c1-contacts'))
  await user.click(await soon('cell-1-0'))
  await user.keyboard('{Enter}')
  const panel = await soon('row-panel')
  await waitFor(() => expect(document.activeElement, 'the panel has taken the focus').toBe(panel))
  await user.click(screen.getByTestId('cell-2-0'))
  await user.keyboard('{Shift>}{ArrowDown}{/Shift}')
  expect(document.activeElement, 'back in the grid').toBe(screen.getByTestId('grid'))
  await user.keyboard('{Escape}')
  expect(screen.getByTestId('row-panel'), 'the first ends the range').toBeTruthy()
  await user.keyboard('{Escape}')
  expect(screen.queryByTestId('row-panel')).toBeNull()
})

it('shows rows as they come while a sync runs', async () => {
  const { user } = openWindow({ pace: 200 }, tab('c3-companies'))
  await soon('cell-0-0')
  await user.click(await soon('sync-now'))
  await soon('progress-c3')
  await waitFor(() => expect(screen.queryByTestId('progress-c3'), 'it ends').toBeNull())
  expect(screen.getByTestId('status-c3').textContent).toBe('Active')
  await waitFor(() => expect(screen.getByTestId('row-count').textContent, '80 came').toBe('560 rows'))
})

it('says when rows cannot be read, and asks again', async () => {
  const { user, sent } = openWindow({ faults: { rows: FAULTS.diskFull } }, tab('c3-companies'))
  await soon('fault')
  const before = callsOf(sent, 'rows').length
  await user.click(screen.getByTestId('fault-action'))
  await waitFor(() => expect(callsOf(sent, 'rows').length).toBeGreaterThan(before))
})

it('hides, moves and widens columns by keys, and keeps that', async () => {
  const { user } = openWindow({}, tab('c3-companies'))
  await soon('cell-0-0')
  await waitFor(() => expect(screen.getByTestId('cell-0-0').textContent).toBe('deal_00001'))
  await user.click(screen.getByTestId('columns'))
  await user.click(await soon('show-title'))
  await waitFor(() => expect(screen.queryByTestId('column-title'), 'hidden').toBeNull())
  await user.keyboard('{Escape}')
  const grid = screen.getByTestId('grid')
  grid.focus()
  await user.keyboard('{ArrowUp}{Control>}{Shift>}{ArrowRight}{/Shift}{/Control}')
  expect(screen.getByTestId('cell-0-1').textContent, 'the cells go with their column').toBe('deal_00001')
  expect(grid.getAttribute('aria-activedescendant'), 'so does the focus').toBe(screen.getByTestId('column-id').id)
  const before = widthOf('column-id')
  await user.keyboard('{Alt>}{ArrowRight}{/Alt}')
  expect(widthOf('column-id'), 'wider').toBeGreaterThan(before)
  expect(screen.getByTestId('announcement').textContent, 'said').toContain('pixels wide')
  await user.keyboard('{Enter}')
  expect(screen.getByTestId('column-id').getAttribute('aria-sort'), 'the keys of the header still work').toBe('ascending')

  cleanup()
  openWindow({}, tab('c3-companies'))
  await soon('cell-0-0')
  expect(screen.queryByTestId('column-title'), 'still hidden in the next window').toBeNull()
})

it('leads to the tabs that do not fit', async () => {
  // jsdom lays nothing out: a strip of 1,400 pixels in a place of 1,000.
  const went: unknown[] = []
  Object.defineProperty(HTMLElement.prototype, 'scrollWidth', { configurable: true, value: 1400 })
  HTMLElement.prototype.scrollBy = (to?: unknown) => void went.push(to)
  const { user } = openWindow({}, tab('c3-companies'))
  await user.click(await soon('tabs-after'))
  expect(went, 'what was last in sight stays in sight').toEqual([{ left: 700 }])
  expect(screen.queryByTestId('tabs-before'), 'no arrow where there is nothing more').toBeNull()
  const strip = screen.getByRole('tablist')
  strip.scrollLeft = 400
  strip.dispatchEvent(new Event('scroll'))
  expect(await soon('tabs-before'), 'now there is').toBeTruthy()
  await waitFor(() => expect(screen.queryByTestId('tabs-after'), 'and no more behind').toBeNull())
  Reflect.deleteProperty(HTMLElement.prototype, 'scrollWidth')
  Reflect.deleteProperty(HTMLElement.prototype, 'scrollBy')
})
