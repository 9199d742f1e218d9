/** Height of a row and of the header, in pixels. */
export const ROW = 32
/** Width of the row numbers, in pixels: room for 1,000,000. */
export const GUTTER = 76

/** The id of a cell's element, for `aria-activedescendant`. */
export const cellId = (grid: string, row: number, column: number): string => `${grid}-${row}-${column}`
