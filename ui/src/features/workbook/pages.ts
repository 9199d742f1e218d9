import { useQueries } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import type { FaultView, RowQuery, RowWindow, TabView } from '../../generated/rpc'
import { useHost } from '../../host'
import type { Value } from './cell'
import type { Drawn } from './tall'
import type { View } from './view'

/** Rows asked for at once. */
const PAGE = 200
/** A page that nobody looks at is forgotten after this time, so that scrolling through a million rows stays small. */
const FORGET = 15_000
/** How long a scroll must rest before a page far away is asked for. */
const REST = 60

type Pages = { from: number; to: number }

/** What the grid knows of the rows that it draws. */
export type Rows = {
  /** Rows that the filters leave. */
  total: number
  /** No page has arrived yet. */
  first: boolean
  fault: FaultView | null
  retry: () => void
  /** A row's cells; undefined while they load. */
  at: (row: number) => Value[] | undefined
  /** Whether a row is marked as gone at the source. */
  deleted: (row: number) => boolean
  /** A row's key; undefined while it loads. */
  keyOf: (row: number) => string | undefined
}

/** The drawn rows of a tab, asked for by page. */
export function useRows(tab: TabView, view: View, drawn: Drawn): Rows {
  const host = useHost()
  const pages = useSettled({ from: pageOf(drawn.first), to: pageOf(Math.max(drawn.first, drawn.last - 1)) })
  const numbers = Array.from({ length: pages.to - pages.from + 1 }, (_, index) => pages.from + index)
  const answers = useQueries({
    queries: numbers.map((page) => {
      const query: RowQuery = { offset: page * PAGE, limit: PAGE, ...view }
      return {
        queryKey: ['rows', { tab: tab.id, query }],
        queryFn: () => host.rpc('rows', { tab: tab.id, query }),
        gcTime: FORGET,
      }
    }),
  })
  const windows = answers.flatMap(({ data }) => data ?? [])
  const newest = answers.toSorted((a, b) => b.dataUpdatedAt - a.dataUpdatedAt)[0]?.data?.total
  const total = useLast(newest, view.filters.length > 0 || view.hideDeleted ? 0 : tab.rows)
  return {
    total,
    first: windows.length === 0,
    fault: answers.find(({ error }) => error)?.error ?? null,
    retry: () => answers.filter(({ error }) => error).forEach(({ refetch }) => void refetch()),
    at: (row) => holding(windows, row)?.cells,
    keyOf: (row) => holding(windows, row)?.key,
    deleted: (row) => windows.some(({ offset, deleted }) => deleted.includes(row - offset)),
  }
}

const pageOf = (row: number): number => Math.floor(row / PAGE)

function holding(windows: RowWindow[], row: number): { key: string | undefined; cells: Value[] | undefined } | undefined {
  const window = windows.find(({ offset, rows }) => row >= offset && row < offset + rows.length)
  return window && { key: window.keys[row - window.offset], cells: window.rows[row - window.offset] }
}

/** The last value that was known, so that the scrollbar does not jump while a page loads. */
function useLast(value: number | undefined, initial: number): number {
  const [last, setLast] = useState(initial)
  if (value !== undefined && value !== last) setLast(value)
  return value ?? last
}

/** Follows the drawn pages at once to a neighbour, and to a far place when the scroll rests there. */
function useSettled({ from, to }: Pages): Pages {
  const [settled, setSettled] = useState<Pages>({ from, to })
  const near = from <= settled.to + 1 && to >= settled.from - 1
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ from, to }), near ? 0 : REST)
    return () => clearTimeout(timer)
  }, [from, to, near])
  return settled
}
