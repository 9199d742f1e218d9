import type { ConnectionView } from '../../generated/rpc'

/** When a stream was last read to its end: a sync that failed at once has made nothing fresh. */
export const newest = ({ streams }: ConnectionView): string | undefined =>
  streams
    .flatMap(({ syncedAt }) => syncedAt ?? [])
    .toSorted()
    .at(-1)
