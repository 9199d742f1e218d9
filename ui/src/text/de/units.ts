import { number, plural, span } from '../format'

/** „2.400 Zeilen“. */
export const rows = (count: number) => `${number(count)} ${plural(count, { one: 'Zeile', other: 'Zeilen' })}`

/** „3 Streams“. */
export const streams = (count: number) => `${number(count)} ${plural(count, { one: 'Stream', other: 'Streams' })}`

/** „vor 2 Min.“, „gerade eben“. */
export const ago = (milliseconds: number) => {
  const past = span(milliseconds)
  // „vor 3 Tagen“: only the days change after „vor“.
  return past ? `vor ${past.replace(/Tage$/, 'Tagen')}` : 'gerade eben'
}
