import type { ChartView, ColumnView, ProfileView, RowQuery, RowWindow, TotalsView } from '../../generated/rpc'
import type { Args, Command, Result } from '../index'
import type { DemoOptions } from './index'
import { foundIn } from './notes'

type Value = RowWindow['rows'][number][number]
type Whole = { window: RowWindow; columns: ColumnView[] }

/** More rows than any demo tab that is added up has. */
const ALL = 5000
const BARS = 20

/** Plays what the store reads a whole tab for: finding, profiles, totals and charts. `read` gives rows and columns. */
export function readings(read: (tab: string, query: RowQuery) => Whole, order: () => DemoOptions['order']) {
  const whole = (tab: string, query: RowQuery) => read(tab, { ...query, offset: 0, limit: ALL })
  return {
    ordering: () => (order() === 'waiting' ? { read: 430_000, rows: 1_000_000 } : null),
    find_row: ({ tab, query, find }: Args<'find_row'>) => {
      const { window, columns } = whole(tab, query)
      return foundIn(window, columns, find)
    },
    profile: ({ tab, query, column }: Args<'profile'>) => {
      const all = whole(tab, query)
      return profileOf(cellsOf(all, column), all.columns.find(({ name }) => name === column))
    },
    totals: ({ tab, query, columns }: Args<'totals'>) => {
      const part = read(tab, { ...query, limit: Math.min(query.limit, ALL) })
      return totalsOf(columns.flatMap((name) => cellsOf(part, name)))
    },
    chart: ({ tab, query, chart }: Args<'chart'>) => {
      const all = whole(tab, query)
      const amounts = chart.sum === null ? null : cellsOf(all, chart.sum)
      const isTime = all.columns.find(({ name }) => name === chart.by)?.cell === 'time'
      return chartOf(cellsOf(all, chart.by), amounts, isTime)
    },
  } satisfies Partial<{ [C in Command]: (args: Args<C>) => Result<C> }>
}

function cellsOf({ window, columns }: Whole, name: string): Value[] {
  const at = columns.findIndex((column) => column.name === name)
  return window.rows.map((row) => row[at] ?? null)
}

const filled = (cells: Value[]) => cells.filter((cell) => cell !== null && cell !== '')

function totalsOf(cells: Value[]): TotalsView {
  const numbers = cells.filter((cell) => typeof cell === 'number')
  const sum = numbers.reduce((total, number) => total + number, 0)
  return {
    filled: filled(cells).length,
    numbers: numbers.length,
    sum,
    mean: numbers.length > 0 ? sum / numbers.length : null,
    least: numbers.length > 0 ? Math.min(...numbers) : null,
    greatest: numbers.length > 0 ? Math.max(...numbers) : null,
  }
}

function counted<K>(keys: K[], amounts: number[] | null): [K, number][] {
  const sums = new Map<K, number>()
  keys.forEach((key, at) => sums.set(key, (sums.get(key) ?? 0) + (amounts?.[at] ?? 1)))
  return [...sums].toSorted(([, a], [, b]) => b - a)
}

function profileOf(cells: Value[], column: ColumnView | undefined): ProfileView {
  const values = filled(cells).flatMap((cell) => cell ?? [])
  const groups = counted(values, null)
  const isTime = column?.cell === 'time'
  const isNumber = column?.cell === 'number' || column?.cell === 'integer'
  const places = isTime ? values.map((value) => Date.parse(String(value))) : isNumber ? values.map(Number) : []
  const sorted = values.toSorted((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))))
  const end = (value: Value | undefined) => (typeof value === 'boolean' || value === undefined ? null : value)
  return {
    rows: cells.length,
    every: 1,
    nulls: cells.filter((cell) => cell === null).length,
    empty: cells.filter((cell) => cell === '').length,
    odd: 0,
    distinct: groups.length,
    least: end(sorted[0]),
    greatest: end(sorted.at(-1)),
    mean: isNumber && places.length > 0 ? places.reduce((sum, place) => sum + place, 0) / places.length : null,
    frequent: groups.slice(0, 10).map(([value, rows]) => ({ value, rows })),
    bars: barsOf(places, (place) => (isTime ? new Date(place).toISOString() : place)),
  }
}

function barsOf(places: number[], shown: (place: number) => string | number): ProfileView['bars'] {
  if (places.length === 0) return []
  const [least, greatest] = [Math.min(...places), Math.max(...places)]
  const width = (greatest - least) / BARS
  if (width === 0) return [{ from: shown(least), to: shown(least), rows: places.length }]
  return Array.from({ length: BARS }, (_, bar) => ({
    from: shown(least + bar * width),
    to: shown(least + (bar + 1) * width),
    rows: places.filter((place) => Math.min(BARS - 1, Math.floor((place - least) / width)) === bar).length,
  }))
}

/** Over time it knows months only. */
function chartOf(by: Value[], amounts: Value[] | null, isTime: boolean): ChartView {
  const numbers = amounts?.map((amount) => Number(amount ?? 0)) ?? null
  const [others, othersAmount, undated] = [0, 0, 0]
  if (!isTime) {
    const bars = counted(by, numbers).map(([value, amount]) => ({ value, amount }))
    const rest = bars.splice(20)
    return { span: null, bars, others: rest.length, othersAmount: rest.reduce((sum, { amount }) => sum + amount, 0), undated }
  }
  const months = by.map((time) => (time === null ? '' : `${String(time).slice(0, 7)}-01`))
  const bars = counted(months, numbers)
    .filter(([month]) => month !== '')
    .map(([value, amount]) => ({ value, amount }))
    .toSorted((a, b) => a.value.localeCompare(b.value))
  return { span: 'month', bars, others, othersAmount, undated: by.filter((time) => time === null).length }
}
