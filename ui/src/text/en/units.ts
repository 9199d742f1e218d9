import { number, plural, span } from '../format'

/** `2,400 rows`. */
export const rows = (count: number) => `${number(count)} ${plural(count, { one: 'row', other: 'rows' })}`

/** `3 streams`. */
export const streams = (count: number) => `${number(count)} ${plural(count, { one: 'stream', other: 'streams' })}`

/** `2 min ago`, `just now`. */
export const ago = (milliseconds: number) => {
  const past = span(milliseconds)
  return past ? `${past} ago` : 'just now'
}
