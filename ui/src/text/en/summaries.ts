import { number, plural } from '../format'
import type { Order } from '../order'
import { rows } from './units'

/** The menu of a column. */
export const columnMenu = {
  open: (column: string) => `Menu of ${column}`,
  ascending: {
    letters: 'Sort A to Z',
    size: 'Sort, smallest first',
    time: 'Sort, oldest first',
    truth: 'Sort, false first',
  },
  descending: {
    letters: 'Sort Z to A',
    size: 'Sort, largest first',
    time: 'Sort, newest first',
    truth: 'Sort, true first',
  },
  profile: 'Profile of this column',
  chart: 'Chart by this column',
  freeze: 'Freeze up to here',
  unfreeze: 'Unfreeze columns',
  hide: 'Hide this column',
  frozen: (count: number) =>
    count === 0
      ? 'No column is frozen'
      : `The first ${count === 1 ? 'column stays' : `${number(count)} columns stay`} in sight`,
}

const orders: Record<Order, [ascending: string, descending: string]> = {
  letters: ['A to Z', 'Z to A'],
  size: ['smallest first', 'largest first'],
  time: ['oldest first', 'newest first'],
  truth: ['false first', 'true first'],
}

/** The order that the rows are in. */
export const sorted = (column: string, order: Order, descending: boolean): string =>
  `Sorted by ${column}, ${orders[order][descending ? 1 : 0]}`

/** What a column holds. */
export const profile = {
  title: (column: string) => `Profile of ${column}`,
  all: (count: number) => `All ${rows(count)} that the filters leave were read.`,
  sample: (count: number, every: number) => `A sample: ${rows(count)} were read, one in ${number(every)}.`,
  nulls: 'Null',
  empty: 'Empty text',
  odd: 'Of another type',
  distinct: 'Different values',
  least: 'Least',
  greatest: 'Greatest',
  mean: 'Mean',
  share: (count: number, percent: string) => `${number(count)} (${percent})`,
  frequent: 'Most frequent values',
  unique: 'Every value is there once.',
  only: (value: string) => `Only rows with ${value}`,
  spread: 'How the values are spread',
  range: (from: string, to: string) => (from === to ? from : `${from} to ${to}`),
  picture: (column: string, count: number) => `Histogram of ${column}, ${number(count)} bars. The table says the same.`,
  values: 'Values',
  rowsHead: 'Rows',
}

/** What the selected cells come to. */
export const totals = {
  label: 'Totals of the selection',
  filled: (count: string) => `Count ${count}`,
  sum: (sum: string) => `Sum ${sum}`,
  mean: (mean: string) => `Average ${mean}`,
  least: (least: string) => `Min ${least}`,
  greatest: (greatest: string) => `Max ${greatest}`,
  copy: (total: string) => `Copy: ${total}`,
  reading: 'Adding up…',
}

/** A chart of a tab. */
export const chart = {
  open: 'Chart',
  title: (tab: string) => `Chart of ${tab}`,
  by: 'By',
  span: 'Each bar is',
  spans: { day: 'a day', week: 'a week', month: 'a month', year: 'a year' },
  shows: 'Shows',
  count: 'Number of rows',
  sum: (column: string) => `Sum of ${column}`,
  picture: (shows: string, by: string, count: number) =>
    `${shows} by ${by}: ${number(count)} ${plural(count, { one: 'bar', other: 'bars' })}. The table says the same.`,
  asTable: 'Table',
  others: (count: number) => `${number(count)} ${plural(count, { one: 'other', other: 'others' })}`,
  undated: (amount: string) => `Without a time: ${amount}.`,
  longer: (span: string) => `There would be too many bars: each is ${span}.`,
  utc: 'Days are those of UTC.',
  nothing: 'The filters leave no row to show.',
}

/** While the store puts the rows in order. */
export const ordering = {
  says: (read: number, all: number) => `Putting the rows in order: ${number(read)} of ${number(all)} read`,
  label: 'Putting the rows in order',
}
