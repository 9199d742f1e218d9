import type { CellType, RowWindow } from '../../generated/rpc'
import { stamp } from '../../text/format'

/** A value as the store sends it. */
export type Value = RowWindow['rows'][number][number]

/** What a cell looks like. Null and empty text are told apart, because to the source they are two things. */
export type Face = { kind: 'null' | 'empty' | 'text' | 'number' | 'flag' | 'json'; text: string }

/** How a value of a column is shown. Numbers keep their digits: many of them are identifiers. */
export function face(value: Value, cell: CellType): Face {
  if (value === null) return { kind: 'null', text: '' }
  if (value === '') return { kind: 'empty', text: '' }
  if (typeof value === 'number') return { kind: 'number', text: String(value) }
  if (typeof value === 'boolean') return { kind: 'flag', text: String(value) }
  if (cell === 'time') return { kind: 'text', text: stamp(value) }
  return { kind: cell === 'json' ? 'json' : 'text', text: value }
}

/** A value in full, for the row panel: JSON is indented. */
export function whole(value: Value, cell: CellType): string {
  if (value === null || typeof value !== 'string') return String(value)
  if (cell !== 'json') return value
  try {
    return JSON.stringify(JSON.parse(value), null, 2)
  } catch {
    return value
  }
}

/** Cells as tab-separated text, as spreadsheets read it: what holds a tab, a quote or a line end is quoted. */
export function toTsv(rows: Value[][]): string {
  return rows.map((row) => row.map(quoted).join('\t')).join('\n')
}

function quoted(value: Value): string {
  const plain = value === null ? '' : String(value)
  return /[\t\n\r"]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

const NARROW: Record<CellType, number> = { text: 12, integer: 8, number: 9, boolean: 7, time: 19, json: 18 }
const CHARACTER = 7.8
const PADDING = 26

/** A column's width in pixels, from its name and the first rows, so that most cells are read without opening them. */
export function columnWidth(name: string, cell: CellType, values: Value[]): number {
  const lengths = values.map((value) => face(value, cell).text.length)
  const longest = Math.max(NARROW[cell], name.length + 3, ...lengths)
  return Math.round(Math.min(longest, 37) * CHARACTER + PADDING)
}
