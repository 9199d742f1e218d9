import { expect, it } from 'vitest'

import { STREAMS } from '../../host/demo/seed'
import { between, extent, matching, proposed, setModes, tick, toSend } from './selection'

const start = proposed(STREAMS)

it('ticks what is recommended and never what is not available', () => {
  expect([...start.ticked], 'three are recommended').toEqual(['contacts', 'companies', 'deals'])
  const all = tick(start, STREAMS, true)
  expect(all.ticked.has('tickets'), 'its permission is missing').toBe(false)
  expect(extent(all, STREAMS), 'what cannot be ticked does not keep the box from being full').toBe('all')
})

it('has three states', () => {
  expect(extent(start, STREAMS), 'three of six').toBe('some')
  expect(extent(tick(start, STREAMS, false), STREAMS), 'none is left').toBe('none')
})

it('takes a range in either direction', () => {
  expect(
    between(STREAMS, 'deals', 'contacts').map(({ name }) => name),
    'Shift with the arrow up',
  ).toEqual(['contacts', 'companies', 'deals'])
  expect(between(STREAMS, 'gone', 'deals'), 'an end that the search hides makes no range').toEqual([])
})

it('sets a mode for many and names those that cannot', () => {
  const all = tick(start, STREAMS, true)
  const { selection, kept } = setModes(all, STREAMS, 'incrementalAppendDedupe')
  expect(kept, 'they have no cursor').toEqual(['owners', 'pipelines'])
  expect(toSend(selection, STREAMS).find(({ name }) => name === 'owners')?.mode, 'its only mode stays').toBe('fullRefreshReplace')
  expect(
    toSend(setModes(all, STREAMS, 'fullRefreshReplace').selection, STREAMS).every(({ mode }) => mode === 'fullRefreshReplace'),
    'all can be read in full',
  ).toBe(true)
})

it('searches names and fields', () => {
  expect(
    matching(STREAMS, 'lifetime').map(({ name }) => name),
    'contacts have that field, deals do not',
  ).not.toContain('deals')
  expect(
    matching(STREAMS, 'DEAL').map(({ name }) => name),
    'without case',
  ).toContain('deals')
})
