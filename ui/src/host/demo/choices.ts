import type { StreamChoice, StreamColumn, StreamColumns } from '../../generated/rpc'
import { columnsOf } from './rows'

const PERSONAL = new Set(['first_name', 'last_name', 'email', 'address.street', 'address.zip'])
/** What the demo's addresses hold. */
const INSIDE = ['city', 'street', 'zip']

/** What is chosen of the streams of the demo. */
export class Choices {
  private readonly kept = new Map<string, StreamChoice>()

  /** The columns of a stream. */
  columns(connection: string, stream: string, outdated = false): StreamColumns {
    const choice = this.kept.get(`${connection}/${stream}`)
    const chosen = new Map(choice?.columns.map((column) => [column.name, column]))
    const columns = known(stream).map((one) => ({ ...one, ...chosen.get(one.name) }))
    const cursor = columns.find(({ name }) => name === 'updated_at')?.name ?? null
    return { columns, rows: choice?.rows ?? [], cursor, outdated }
  }

  /** Keeps a choice. */
  keep(connection: string, stream: string, choice: StreamChoice, rows: number): StreamColumns {
    this.kept.set(`${connection}/${stream}`, choice)
    return this.columns(connection, stream, rows > 0)
  }
}

const column = (rest: Partial<StreamColumn> & { name: string }): StreamColumn => ({
  title: null,
  cell: 'text',
  key: false,
  treatment: 'keep',
  treatments: rest.key ? ['keep', 'hash'] : ['keep', 'hash', 'leave'],
  personal: PERSONAL.has(rest.name),
  ...rest,
})

const known = (stream: string): StreamColumn[] =>
  columnsOf(stream).flatMap(({ name, cell, key }) => {
    if (name !== 'address') return [column({ name, cell, key })]
    const treatments: StreamColumn['treatments'] = ['keep', 'expand', 'hash', 'leave']
    return [column({ name, cell, treatments }), ...INSIDE.map((field) => column({ name: `${name}.${field}` }))]
  })
