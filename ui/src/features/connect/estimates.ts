import { useQueryClient } from '@tanstack/react-query'

import { useAsk } from '../../app/engine'
import type { RowEstimate, StreamView } from '../../generated/rpc'

/** Each estimate costs the source a request: so many streams are asked about, and no more. */
const MOST = 12

/**
 * How many rows the ticked streams have at the source, by name, for those that no sync has counted. They are asked one
 * after the other, and what cannot be told is left out: an estimate that fails is no trouble of anybody's.
 */
export function useEstimates(
  id: string,
  streams: StreamView[],
  ticked: ReadonlySet<string>,
  counted: ReadonlyMap<string, number>,
): ReadonlyMap<string, RowEstimate> {
  const cache = useQueryClient()
  const kept = (stream: string) => cache.getQueryState<RowEstimate | null>(['estimate_rows', { id, stream }])
  const wanted = streams
    .filter(({ name, unavailable }) => ticked.has(name) && !unavailable && !counted.has(name))
    .slice(0, MOST)
  const next = wanted.find(({ name }) => (kept(name)?.status ?? 'pending') === 'pending')
  useAsk('estimate_rows', { id, stream: next?.name ?? '' }, { enabled: next !== undefined })
  return new Map(
    wanted.flatMap(({ name }) => {
      const estimate = kept(name)?.data
      return estimate ? [[name, estimate] as const] : []
    }),
  )
}
