/** Height of a row and of the header, in pixels. */
export const ROW = 32
/** Width of the row numbers, in pixels: room for 1,000,000. */
export const GUTTER = 76

/** The part of the view that frozen columns may take: the others must be seen too. */
export const FROZEN_PART = 0.6

/** Where what scrolls begins: right of the row numbers and of the columns that are frozen. */
export const frozenEdge = (columns: readonly { frozen: boolean; width: number }[]): number =>
  columns.reduce((edge, { frozen, width }) => (frozen ? edge + width : edge), GUTTER)

/** The id of a cell's element, for `aria-activedescendant`. */
export const cellId = (grid: string, row: number, column: number): string => `${grid}-${row}-${column}`
