import type { DestinationSettings } from '../../generated/rpc'

/** Kinds, in the order in which they are offered. */
export const KINDS = ['xlsx', 'parquet', 'csv', 'postgres', 'clickHouse', 'bucket'] as const satisfies readonly Kind[]

/** A kind of destination. */
export type Kind = DestinationSettings['kind']

/** What a kind has of its own. */
export type SettingsOf<K extends Kind> = Extract<DestinationSettings, { kind: K }>

/** What is entered before anything is. */
export function begun(kind: Kind): DestinationSettings {
  switch (kind) {
    case 'csv':
      return { kind, folder: '', mark: true, guard: true }
    case 'parquet':
      return { kind, folder: '', partitions: false }
    case 'xlsx':
      return { kind, file: '' }
    case 'postgres':
      return { kind, host: '', port: 5432, database: '', user: '', schema: 'headwater', tls: true, caFile: null }
    case 'clickHouse':
      return { kind, url: '', database: 'default', user: 'default' }
    case 'bucket':
      return { kind, endpoint: null, region: 'us-east-1', bucket: '', prefix: '', accessKey: '' }
  }
}

/** Where a destination is, in the words of its own kind. */
export function placeOf(settings: DestinationSettings): string {
  switch (settings.kind) {
    case 'csv':
    case 'parquet':
      return settings.folder
    case 'xlsx':
      return settings.file
    case 'postgres':
      return `${settings.host}:${settings.port}/${settings.database} · ${settings.schema}`
    case 'clickHouse':
      return `${settings.url} · ${settings.database}`
    case 'bucket':
      return `s3://${[settings.bucket, settings.prefix].filter(Boolean).join('/')}`
  }
}

/** Whether a kind has a password or key. */
export const hasSecret = ({ kind }: DestinationSettings): boolean => kind === 'postgres' || kind === 'clickHouse' || kind === 'bucket'

/** A port that a server can listen on. */
export const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535

/** Whether all that a kind needs is entered. */
export function isWhole(settings: DestinationSettings): boolean {
  switch (settings.kind) {
    case 'csv':
    case 'parquet':
      return settings.folder !== ''
    case 'xlsx':
      return settings.file !== ''
    case 'postgres':
      return isPort(settings.port) && ![settings.host, settings.database, settings.user, settings.schema].includes('')
    case 'clickHouse':
      return ![settings.url, settings.database, settings.user].includes('')
    case 'bucket':
      return ![settings.region, settings.bucket, settings.accessKey].includes('')
  }
}
