import { expect, it } from 'vitest'

import { columnWidth, face, toTsv, whole } from './cell'

it('copies as spreadsheets read it', () => {
  const tsv = toTsv([
    ['a', 1.5, true],
    [null, '', 'two\nlines'],
    ['tab\there', 'say "so"', false],
  ])
  expect(tsv, 'null is an empty cell; tabs, quotes and line ends stay inside theirs').toBe(
    'a\t1.5\ttrue\n\t\t"two\nlines"\n"tab\there"\t"say ""so"""\tfalse',
  )
})

it('tells null, empty and text apart', () => {
  expect(
    [null, '', 'null'].map((value) => face(value, 'text').kind),
    'to the source they are three things',
  ).toEqual(['null', 'empty', 'text'])
})

it('keeps the digits of numbers', () => {
  expect(face(1234567, 'integer').text, 'many whole numbers are identifiers').toBe('1234567')
})

it('shows times for a table and leaves the rest as it is', () => {
  expect(face('2026-11-22T08:05:11Z', 'time').text, 'date and time of this place').toMatch(/^2026-11-2\d \d\d:\d\d:11$/)
  expect(face('2026-11-22', 'time').text, 'a date has no time zone to be moved by').toBe('2026-11-22')
  expect(face('soon', 'time').text, 'what is no time is shown as it came').toBe('soon')
})

it('indents JSON, and shows what is none', () => {
  expect(whole('{"a":[1]}', 'json'), 'for the row panel').toBe('{\n  "a": [\n    1\n  ]\n}')
  expect(whole('{"a":', 'json'), 'half of it is still worth seeing').toBe('{"a":')
})

it('gives a column the room that it needs, within bounds', () => {
  const long = columnWidth('note', 'text', ['x'.repeat(500)])
  expect(long, 'one long text does not push the others out').toBeLessThan(320)
  expect(columnWidth('id', 'integer', [1, 2]), 'a short one is narrower').toBeLessThan(
    columnWidth('email', 'text', ['ada.lovelace@example.com']),
  )
})
