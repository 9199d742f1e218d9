import { expect, it } from 'vitest'

import type { ColumnView } from '../../generated/rpc'
import { keepLayout, keptLayout, type Layout, moved, ordered, OWN, resized, toggled, visible } from './layout'

const columns = ['id', 'name', 'mail', 'city'].map((name): ColumnView => ({ name, cell: 'text', key: false, title: null, user: null }))
const names = (layout: Layout) => visible(columns, layout).map(({ name }) => name)

it('moves a column past those that are shown', () => {
  const once = moved(columns, OWN, 'mail', -1)
  expect(names(once)).toEqual(['id', 'mail', 'name', 'city'])
  expect(ordered(columns, once)[1]?.at, 'its cells are still found where the store has them').toBe(2)
  const without = toggled(columns, OWN, 'name')
  expect(names(moved(columns, without, 'mail', -1)), 'what is hidden is no step').toEqual(['mail', 'id', 'city'])
  expect(moved(columns, OWN, 'id', -1), 'there is nothing left of the first').toBe(OWN)
})

it('hides and shows, but never the last one', () => {
  const one = ['name', 'mail', 'city'].reduce((layout, name) => toggled(columns, layout, name), OWN)
  expect(names(one)).toEqual(['id'])
  expect(names(toggled(columns, one, 'id')), 'a table without columns could not be brought back').toEqual(['id'])
  expect(names(toggled(columns, one, 'city'))).toEqual(['id', 'city'])
})

it('keeps widths within reason', () => {
  expect(resized(OWN, 'id', 1).widths['id'], 'still to be seen').toBeGreaterThan(20)
  expect(resized(OWN, 'id', 1e9).widths['id'], 'still on a screen').toBeLessThan(2000)
})

it('puts a column that came later at the end', () => {
  const layout = { ...OWN, order: ['city', 'id'] }
  expect(names(layout)).toEqual(['city', 'id', 'name', 'mail'])
})

it('is kept per tab, and a broken note is no layout', () => {
  keepLayout('t1', toggled(columns, OWN, 'id'))
  expect(keptLayout('t1').hidden).toEqual(['id'])
  expect(keptLayout('t2'), 'of another tab').toEqual(OWN)
  localStorage.setItem('columns/t1', '{')
  expect(keptLayout('t1')).toEqual(OWN)
})
