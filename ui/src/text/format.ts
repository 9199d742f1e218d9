/** Numbers, times and plurals, all through `Intl`. Times come in as RFC 3339 text. */

import { locale } from './language'

const whole = new Intl.NumberFormat(locale)
const decimal = new Intl.NumberFormat(locale, { maximumSignificantDigits: 10 })
const large = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
const small = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 })
const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
const shortened = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' })
const localDate = new Intl.DateTimeFormat(locale, { dateStyle: 'long' })
// A date without a time belongs to no time zone.
const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' })
const localMonth = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' })
const shortMonth = new Intl.DateTimeFormat(locale, { month: 'short' })
const shortDate = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' })
// Swedish writes dates as ISO 8601 does; in a table that is read down, not across.
const table = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'medium' })
const plurals = new Intl.PluralRules(locale)
const words = new Intl.ListFormat(locale, { type: 'conjunction' })

/** `1234567` as `1,234,567`. */
export const number = (value: number): string => whole.format(value)

/** A result of calculating: `1,234.5678`, at most ten digits. Text is a whole number that JavaScript cannot hold. */
export const result = (value: number | string): string =>
  typeof value === 'string' ? whole.format(BigInt(value)) : Number.isSafeInteger(value) ? whole.format(value) : decimal.format(value)

/** A number to compare with others: `1,234.57`, `0.001235`. */
export const figure = (value: number): string => (Math.abs(value) < 1 ? small : large).format(value)

/** A share: `12.5 %`. */
export const percent = (share: number): string => percents.format(share)

/** A number for the edge of a chart: `1.2M`. */
export const compact = (value: number): string => shortened.format(value)

/** An absolute time: `Nov 22, 2026, 08:05:11`. */
export const dateTime = (at: string): string => moment.format(new Date(at))

/** A time of day: `08:05`. */
export const timeOfDay = (at: string): string => clock.format(new Date(at))

/** A day as a text names it: a moment or `2026-11-22` as `November 22, 2026`, `2026-11` as `November 2026`. */
export function day(at: string): string {
  const time = Date.parse(at)
  if (Number.isNaN(time)) return at
  if (at.includes('T')) return localDate.format(time)
  return (/^\d{4}-\d{2}$/.test(at) ? month : date).format(time)
}

/** A day near today, by its weekday: `Sun, Nov 29`. */
export const weekday = (at: string): string => shortDate.format(new Date(at))

/** The month of a moment: `November 2026`; `short`, where the year is clear: `Nov`. */
export const monthOf = (at: string, short = false): string => (short ? shortMonth : localMonth).format(new Date(at))

/** A time for a table: `2026-11-22 08:05:11`. A date without a time, or what is no time at all, stays as it is. */
export function stamp(at: string): string {
  const time = at.includes('T') ? Date.parse(at) : Number.NaN
  return Number.isNaN(time) ? at : table.format(time)
}

/** Names joined as a sentence joins them: `a, b, and c`. */
export const list = (names: string[]): string => words.format(names)

/** The form of a noun that goes with a count. */
export const plural = (count: number, forms: { one: string; other: string }): string =>
  plurals.select(count) === 'one' ? forms.one : forms.other

/** A span in its largest whole unit: `2 min`, `3 days`. Under a minute there is none. */
export function span(milliseconds: number): string | null {
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000)
  if (minutes < 1) return null
  if (minutes < 60) return unit(minutes, 'minute')
  if (minutes < 48 * 60) return unit(Math.floor(minutes / 60), 'hour')
  return unit(Math.floor(minutes / (24 * 60)), 'day')
}

/** A size: `18 kB`. */
export function bytes(size: number): string {
  const [value, name] = size < 1000 ? [size, 'byte'] : size < 1_000_000 ? [size / 1000, 'kilobyte'] : [size / 1e6, 'megabyte']
  return new Intl.NumberFormat(locale, { style: 'unit', unit: name, maximumFractionDigits: 1 }).format(value)
}

/** A running clock: `0:07`, `12:40`. */
export function stopwatch(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

function unit(value: number, name: 'minute' | 'hour' | 'day'): string {
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: name,
    unitDisplay: name === 'day' ? 'long' : 'short',
  }).format(value)
}
