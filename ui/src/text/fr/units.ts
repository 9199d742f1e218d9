import { number, plural, span } from '../format'

/** « 2 400 lignes ». */
export const rows = (count: number) => `${number(count)} ${plural(count, { one: 'ligne', other: 'lignes' })}`

/** « 3 flux ». */
export const streams = (count: number) => `${number(count)} flux`

/** « il y a 2 min », « à l’instant ». */
export const ago = (milliseconds: number) => {
  const past = span(milliseconds)
  return past ? `il y a ${past}` : 'à l’instant'
}
