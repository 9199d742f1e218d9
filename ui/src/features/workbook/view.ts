import type { CellType, Filter, RowQuery, Sort } from '../../generated/rpc'
import type { Order } from '../../text/order'

/** How a tab is looked at. The store sorts and filters; the window only says how. */
export type View = { sort: Sort | null; filters: Filter[]; hideDeleted: boolean }

/** In the order of arrival, everything. */
export const WHOLE: View = { sort: null, filters: [], hideDeleted: false }

/** All rows that the filters leave, in whatever order: for what is added up over them. */
export const rowsOf = ({ filters, hideDeleted }: View): RowQuery => ({ offset: 0, limit: 0, sort: null, filters, hideDeleted })

/** What the order of a column goes by. */
export function orderOf(cell: CellType | undefined): Order {
  if (cell === 'integer' || cell === 'number') return 'size'
  return cell === 'time' ? 'time' : cell === 'boolean' ? 'truth' : 'letters'
}

/** The next order of a column: smallest first, largest first, order of arrival. */
export function nextSort(sort: Sort | null, column: string): Sort | null {
  if (sort?.column !== column) return { column, descending: false }
  return sort.descending ? null : { column, descending: true }
}

/** The filters with the one for any column replaced; empty text removes it. */
export function withSearch(filters: Filter[], value: string): Filter[] {
  const others = filters.filter(({ column }) => column !== null)
  return value ? [...others, { column: null, op: 'contains', value }] : others
}
