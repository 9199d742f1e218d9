import type { DestinationSettings } from '../../generated/rpc'

/** Kinds, in the order in which they are offered. */
export const KINDS = ['xlsx', 'parquet', 'csv'] as const satisfies readonly Kind[]

/** A kind of destination. */
export type Kind = DestinationSettings['kind']

/** What is entered before anything is. */
export function begun(kind: Kind): DestinationSettings {
  switch (kind) {
    case 'csv':
      return { kind, folder: '', mark: true, guard: true }
    case 'parquet':
      return { kind, folder: '', partitions: false }
    case 'xlsx':
      return { kind, file: '' }
  }
}

/** Where a destination is, in the words of its own kind. */
export const placeOf = (settings: DestinationSettings): string =>
  settings.kind === 'xlsx' ? settings.file : settings.folder
