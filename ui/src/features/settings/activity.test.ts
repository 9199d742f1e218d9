import { expect, it } from 'vitest'

import type { ActivityView } from '../../generated/rpc'
import { matching, onDay, perDay, toCsv } from './activity'

const entry = (at: string, says: string, what = 'synced'): ActivityView => ({ at, connection: 'c1', what, says })
const NOON = new Date(2026, 10, 22, 12).getTime()
const daysAgo = (days: number): string => new Date(2026, 10, 22 - days, 9).toISOString()

it('counts by the days of the user', () => {
  const days = perDay([entry(daysAgo(0), 'a'), entry(daysAgo(0), 'b'), entry(daysAgo(3), 'c')], 5, NOON)
  expect(
    days.map(({ count }) => count),
    'the oldest first, empty days too',
  ).toEqual([0, 1, 0, 0, 2])
  expect(perDay([], 30, NOON).map(({ at }) => at), 'each day once, over the change of the clock too').toHaveLength(30)
})

it('finds what every word is in', () => {
  const entries = [entry(daysAgo(0), 'HubSpot: 480 rows'), entry(daysAgo(0), 'HubSpot: refused', 'failed')]
  expect(matching(entries, 'hubspot FAILED', new Map()), 'the kind counts too').toEqual([entries[1]])
  expect(matching(entries, ' ', new Map()), 'blanks are no search').toEqual(entries)
  expect(matching(entries, 'europe', new Map([['c1', 'Europe']])), 'the connection is found by its name').toEqual(entries)
})

it('tells what needs a person from what does not', () => {
  const day = [entry(daysAgo(1), 'a', 'sync_failed'), entry(daysAgo(1), 'b', 'grant_ends'), entry(daysAgo(1), 'c', 'token')]
  expect(perDay([...day, entry(daysAgo(0), 'd', 'authorized')], 2, NOON).map(({ needing }) => needing)).toEqual([2, 0])
  const [yesterday] = perDay(day, 2, NOON)
  expect(onDay([...day, entry(daysAgo(0), 'd')], yesterday?.at ?? ''), 'and by their day').toEqual(day)
})

it('writes CSV that a spreadsheet reads as text', () => {
  const csv = toCsv([entry('2026-11-22T08:00:00Z', '=HYPERLINK("x"), and "more"')], new Map([['c1', 'HubSpot, EU']]))
  expect(csv.split('\r\n')[1], 'quotes doubled, commas kept, no formula runs').toBe(
    `2026-11-22T08:00:00Z,"HubSpot, EU",synced,"'=HYPERLINK(""x""), and ""more"""`,
  )
})
