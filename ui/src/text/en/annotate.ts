import type { MistakeKind } from '../../generated/rpc'
import { number, plural } from '../format'
import { rows } from './units'

/** Columns that people add. */
export const userColumns = {
  add: 'Add column',
  addTitle: 'Add a column of your own',
  changeTitle: (column: string) => `Change ${column}`,
  name: 'Name',
  nameMissing: 'A column needs a name.',
  kind: 'What it holds',
  kinds: { note: 'Notes', tags: 'Tags', formula: 'Formula' },
  formula: 'Formula',
  formulaHint: 'A column stands in square brackets: [amount] * 1.2',
  examples: (values: string) => `In the first rows: ${values}`,
  blank: 'blank',
  functions: 'Functions',
  save: 'Save',
  remove: 'Remove column',
  removeSays: 'Its cells go with it. You can undo that right afterwards.',
  removed: (column: string) => `${column} was removed.`,
  restored: (column: string) => `${column} is back, with its cells.`,
  change: (column: string) => `Change ${column}`,
  noKey: 'The rows of this tab have no key, so a note could not stay with its row. Use a tab whose stream has one.',
  edit: (column: string) => `${column}: type a value, Enter keeps it, Esc leaves it as it was`,
  tagsEdit: (column: string) => `${column}: tags with commas between them, Enter keeps them`,
  saved: (value: string) => `Saved: ${value}`,
  emptied: 'Emptied',
  undone: 'Undone',
  nothingToUndo: 'Nothing to undo',
  editKeys: 'Enter or F2 edits, Delete empties, Ctrl or Cmd + Z undoes',
}

/** What can be wrong with a formula; `name` is the function or column that it is about. */
export const mistakes: Record<MistakeKind, (name: string, place: number) => string> = {
  ends: (_, place) => `Something is missing at position ${number(place)}.`,
  unexpected: (_, place) => `What stands at position ${number(place)} cannot stand there.`,
  unclosed: (_, place) => `What begins at position ${number(place)} has no end.`,
  badNumber: (_, place) => `The number at position ${number(place)} cannot be read.`,
  unknownFunction: (name) => `There is no function ${name}.`,
  unknownColumn: (name) => `This tab has no column ${name}.`,
  arguments: (name) => `The function ${name} takes another number of values.`,
  circular: () => 'The formula depends on itself.',
  tooLarge: () => 'The formula is too long or nested too deeply.',
}

/** What each function does. */
export const functions: readonly (readonly [string, string])[] = [
  ['if(condition, then, otherwise)', 'One of two values'],
  ['and(a, b…), or(a, b…), not(a)', 'Conditions put together'],
  ['round(number, places), abs(number)', 'Rounded; without its sign'],
  ['min(a, b…), max(a, b…)', 'The least or greatest; blanks do not count'],
  ['len(text), lower(text), upper(text), trim(text)', 'Length, case, without blanks at the ends'],
  ['left(text, n), right(text, n), mid(text, from, n)', 'A part of a text'],
  ['find(what, text, from)', 'Where a text stands in another, from 1'],
  ['concat(a, b…) or a & b', 'Texts put together'],
  ['date(year, month, day), today()', 'A day'],
  ['year(time), month(time), day(time)', 'Parts of a time, in UTC'],
  ['days(later, earlier)', 'Days between two times'],
  ['coalesce(a, b…)', 'The first that is not blank'],
  ['number(text), text(value)', 'One as the other'],
]

/** Finding in a tab. */
export const find = {
  open: 'Find (Ctrl or Cmd + F)',
  short: 'Find',
  label: 'Find in this tab',
  next: 'Next row',
  previous: 'Previous row',
  none: 'Not found',
  place: (index: number, total: number) => `${number(index)} of ${rows(total)}`,
  close: 'Close the search',
}

/** What changed since a sync. */
export const changes = {
  open: 'What changed',
  title: 'What changed since a sync',
  since: 'Since',
  point: (when: string, count: number) => `${when}, ${rows(count)}`,
  latest: (when: string, count: number) => `${when}, ${rows(count)} (the latest)`,
  none: 'No sync has been kept yet. From the next one on, changes are shown here.',
  groups: {
    added: (count: number) => `${number(count)} added`,
    changed: (count: number) => `${number(count)} changed`,
    removed: (count: number) => `${number(count)} removed`,
  },
  nothing: { added: 'No row was added.', changed: 'No row was changed.', removed: 'No row was removed.' },
  row: 'Row',
  column: 'Column',
  before: 'Before',
  after: 'After',
  more: 'Show more',
  keep: 'Keep history for',
  days: (count: number) => (count === 0 ? 'not at all' : `${number(count)} ${plural(count, { one: 'day', other: 'days' })}`),
  close: 'Close',
}
