import { expect, it } from 'vitest'

import { follow, rectangle, type Selection } from './selection'

const bounds = { rows: 1_000_000, columns: 12, page: 20 }
const at = (row: number, column: number): Selection => ({ anchor: { row, column }, focus: { row, column } })
const keys = (key: string, held: { shift?: boolean; ctrl?: boolean; meta?: boolean } = {}) => ({
  key,
  shiftKey: held.shift ?? false,
  ctrlKey: held.ctrl ?? false,
  metaKey: held.meta ?? false,
})

it.each([
  ['ArrowDown', {}, 6, 3],
  ['ArrowUp', {}, 4, 3],
  ['ArrowLeft', {}, 5, 2],
  ['ArrowRight', {}, 5, 4],
  ['PageDown', {}, 25, 3],
  ['PageUp', {}, 0, 3],
  ['Home', {}, 5, 0],
  ['End', {}, 5, 11],
  ['Home', { ctrl: true }, 0, 0],
  ['End', { ctrl: true }, 999_999, 11],
  ['End', { meta: true }, 999_999, 11],
  ['ArrowDown', { ctrl: true }, 999_999, 3],
] as const)('%s %j goes to %d, %d', (key, held, row, column) => {
  expect(follow(at(5, 3), keys(key, held), bounds), 'the grid pattern of the ARIA Authoring Practices').toEqual(
    at(row, column),
  )
})

it('reaches the header with the arrow up and nothing beyond an edge', () => {
  expect(follow(at(0, 0), keys('ArrowUp'), bounds)?.focus, 'the header can be sorted by keyboard').toEqual({
    row: -1,
    column: 0,
  })
  expect(follow(at(999_999, 11), keys('ArrowRight'), bounds)?.focus, 'the last cell is the last').toEqual({
    row: 999_999,
    column: 11,
  })
  expect(follow(at(-1, 0), keys('ArrowUp'), bounds)?.focus, 'nothing is above the header').toEqual({
    row: -1,
    column: 0,
  })
})

it('extends with Shift, whichever way, and never into the header', () => {
  const wide = follow(at(5, 3), keys('ArrowUp', { shift: true }), bounds)
  expect(wide && rectangle(wide), 'two rows, one column').toEqual({ top: 4, bottom: 5, left: 3, right: 3 })
  expect(follow(at(0, 3), keys('ArrowUp', { shift: true }), bounds)?.focus.row, 'column names are no cells').toBe(0)
})

it('takes rows, columns and everything', () => {
  expect(
    rectangle(follow(at(5, 3), keys(' ', { shift: true }), bounds) ?? at(0, 0)),
    'Shift and Space: the row',
  ).toEqual({ top: 5, bottom: 5, left: 0, right: 11 })
  expect(
    rectangle(follow(at(5, 3), keys(' ', { ctrl: true }), bounds) ?? at(0, 0)),
    'Ctrl and Space: the column',
  ).toMatchObject({ top: 0, bottom: 999_999, left: 3, right: 3 })
  expect(rectangle(follow(at(5, 3), keys('a', { meta: true }), bounds) ?? at(0, 0)), 'Cmd and A').toMatchObject({
    left: 0,
    right: 11,
    bottom: 999_999,
  })
})

it('leaves other keys alone', () => {
  expect(follow(at(5, 3), keys('Tab'), bounds), 'Tab leaves the grid').toBeNull()
  expect(follow(at(5, 3), keys('Escape'), bounds), 'Esc with nothing to give up belongs to someone else').toBeNull()
})
