import type { ColumnView } from '../../generated/rpc'

/**
 * How a tab's columns stand: their order and what is hidden, by name; widths in pixels where somebody set them; and how
 * many of the first that are shown stay in sight.
 */
export type Layout = {
  order: readonly string[]
  hidden: readonly string[]
  widths: Readonly<Record<string, number>>
  frozen: number
}

/** What people call a column. */
export const titleOf = ({ name, title }: ColumnView): string => title ?? name

/** A column with its place in the store's rows. */
export type Placed = ColumnView & { at: number }

/** All columns, in their own order and of their own width. */
export const OWN: Layout = { order: [], hidden: [], widths: {}, frozen: 0 }

const NARROWEST = 48
const WIDEST = 1200

/** All columns in the order of a layout; those that it does not know come last, in their own order. */
export function ordered(columns: ColumnView[], { order }: Layout): Placed[] {
  const rank = new Map(order.map((name, index) => [name, index]))
  const rankOf = ({ name }: ColumnView): number => rank.get(name) ?? order.length
  return columns.map((column, at) => ({ ...column, at })).toSorted((a, b) => rankOf(a) - rankOf(b))
}

/** The columns that are shown. */
export function visible(columns: ColumnView[], layout: Layout): Placed[] {
  const hidden = new Set(layout.hidden)
  return ordered(columns, layout).filter(({ name }) => !hidden.has(name))
}

/** Moves a column past its neighbour that is shown, to the left (-1) or to the right (1). */
export function moved(columns: ColumnView[], layout: Layout, name: string, step: -1 | 1): Layout {
  const shown = visible(columns, layout)
  const neighbour = shown[shown.findIndex((column) => column.name === name) + step]
  if (!neighbour || !shown.some((column) => column.name === name)) return layout
  const others = ordered(columns, layout)
    .map((column) => column.name)
    .filter((other) => other !== name)
  const to = others.indexOf(neighbour.name) + (step === 1 ? 1 : 0)
  return { ...layout, order: others.toSpliced(to, 0, name) }
}

/** Shows or hides a column; the last one that is shown stays. */
export function toggled(columns: ColumnView[], layout: Layout, name: string): Layout {
  if (layout.hidden.includes(name)) return { ...layout, hidden: layout.hidden.filter((other) => other !== name) }
  return visible(columns, layout).length > 1 ? { ...layout, hidden: [...layout.hidden, name] } : layout
}

/** Lets the first columns that are shown stay in sight. */
export const froze = (layout: Layout, frozen: number): Layout => ({ ...layout, frozen })

/** Sets a column's width. */
export const resized = (layout: Layout, name: string, width: number): Layout => ({
  ...layout,
  widths: { ...layout.widths, [name]: Math.round(Math.max(NARROWEST, Math.min(width, WIDEST))) },
})

/** The layout that was kept of a tab. */
export function keptLayout(tab: string): Layout {
  try {
    return { ...OWN, ...(JSON.parse(localStorage.getItem(key(tab)) ?? '{}') as Partial<Layout>) }
  } catch {
    return OWN
  }
}

/** Keeps a tab's layout on this computer. */
export function keepLayout(tab: string, layout: Layout): void {
  if (layout === OWN) localStorage.removeItem(key(tab))
  else localStorage.setItem(key(tab), JSON.stringify(layout))
}

const key = (tab: string): string => `columns/${tab}`
