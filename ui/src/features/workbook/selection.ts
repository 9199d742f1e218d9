/** A cell of the grid: row from 0, or the header at -1; column from 0. */
export type Place = { row: number; column: number }

/** The header's row. */
export const HEADER = -1

/** The selected cells: from where it began to the cell that has the focus. */
export type Selection = { anchor: Place; focus: Place }

/** How large the grid is, and how many rows a page is for Page Up and Page Down. */
export type Bounds = { rows: number; columns: number; page: number }

/** The selection as a rectangle of rows and columns, ends included. The header is not part of it. */
export function rectangle({ anchor, focus }: Selection) {
  return {
    top: Math.max(0, Math.min(anchor.row, focus.row)),
    bottom: Math.max(0, anchor.row, focus.row),
    left: Math.min(anchor.column, focus.column),
    right: Math.max(anchor.column, focus.column),
  }
}

/** Whether the selection is more than one cell. */
export const isRange = ({ anchor, focus }: Selection): boolean =>
  anchor.row !== focus.row || anchor.column !== focus.column

type Keys = { key: string; shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }

/**
 * Where a key takes the selection, by the grid pattern of the ARIA Authoring Practices; null where the key is not the
 * grid's. Shift extends, Ctrl or Cmd goes to the ends.
 */
export function follow(selection: Selection, keys: Keys, bounds: Bounds): Selection | null {
  const command = keys.ctrlKey || keys.metaKey
  const last = { row: bounds.rows - 1, column: bounds.columns - 1 }
  if (command && keys.key.toLowerCase() === 'a') return { anchor: { row: 0, column: 0 }, focus: last }
  if (keys.key === ' ') return wholeLine(selection, command, keys.shiftKey, last)
  if (keys.key === 'Escape') return isRange(selection) ? { anchor: selection.focus, focus: selection.focus } : null
  const target = destination(selection.focus, keys.key, command, bounds)
  if (!target) return null
  const focus = {
    row: clamp(target.row, keys.shiftKey ? 0 : HEADER, last.row),
    column: clamp(target.column, 0, last.column),
  }
  return { anchor: keys.shiftKey ? selection.anchor : focus, focus }
}

function wholeLine({ focus }: Selection, column: boolean, row: boolean, last: Place): Selection | null {
  if (column) return { anchor: { row: 0, column: focus.column }, focus: { row: last.row, column: focus.column } }
  if (row) return { anchor: { row: focus.row, column: 0 }, focus: { row: focus.row, column: last.column } }
  return null
}

function destination(
  { row, column }: Place,
  key: string,
  command: boolean,
  { rows, columns, page }: Bounds,
): Place | null {
  switch (key) {
    case 'ArrowUp':
      return { row: command ? 0 : row - 1, column }
    case 'ArrowDown':
      return { row: command ? rows - 1 : row + 1, column }
    case 'ArrowLeft':
      return { row, column: command ? 0 : column - 1 }
    case 'ArrowRight':
      return { row, column: command ? columns - 1 : column + 1 }
    case 'Home':
      return { row: command ? 0 : row, column: 0 }
    case 'End':
      return { row: command ? rows - 1 : row, column: columns - 1 }
    case 'PageUp':
      return { row: Math.max(0, row - page), column }
    case 'PageDown':
      return { row: row + page, column }
    default:
      return null
  }
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, Math.max(low, high)))
