import { list, number, plural } from '../format'

/** The words for choosing what is written of a stream. */
export const columns = {
  open: 'Columns…',
  openNamed: (stream: string) => `Columns and rows of ${stream}`,
  choose: 'Choose what is read…',
  title: (stream: string) => `Columns and rows of ${stream}`,
  lead: 'What you untick never reaches this computer’s workbook.',
  list: 'Columns',
  find: 'Find a column',
  written: (count: number) => `${number(count)} ${plural(count, { one: 'column', other: 'columns' })} written`,
  all: 'Tick all',
  none: 'Untick all',
  unknown: 'The source does not name its columns beforehand. They are here after the first sync.',
  personalTitle: 'Personal data',
  personal: (names: string[]) =>
    `By ${plural(names.length, { one: 'its name', other: 'their names' })}, ${list(names)} may be about people. You can leave such columns out, or hash them: equal values stay equal, so counting and joining still work.`,
  hashThem: 'Hash them',
  leaveThem: 'Leave them out',
  titleOf: (column: string) => `Title of ${column}`,
  wayOf: (column: string) => `How ${column} is written`,
  way: { keep: 'As it comes', hash: 'Hashed', expand: 'One column per field', leave: 'Left out' },
  type: {
    text: 'text',
    integer: 'whole number',
    number: 'number',
    boolean: 'true or false',
    time: 'time',
    json: 'nested',
    unknown: 'any',
  },
  rows: 'Rows',
  rowsAll: 'All rows are written.',
  rowsSome: 'Only rows where',
  rowsSent: (column: string) => `A lower bound on ${column} also goes to the source: what is older is not even read.`,
  keyChanges: 'The key is written differently: the tab is emptied now, and the next sync fills it anew.',
  save: 'Save',
  outdated:
    'Saved. What is left out is gone from the tab. New columns, hashes and filters reach the rows that are there when the stream is read again in full.',
  again: 'Read again now',
  later: 'Later',
}
