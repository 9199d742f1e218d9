import type { DestinationInput, DestinationTable, DestinationTest, DestinationView, Topic } from '../../generated/rpc'
import type { Args } from '../index'
import { FAULTS } from './faults'

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()

/** The tabs of every workbook, as its destinations call them. */
const TABS = ['companies', 'contacts', 'deals']

/** Where the rows of each tab go. */
const places = (at: (tab: string) => string): DestinationTable[] =>
  TABS.map((tab) => ({ name: at(tab), insteadOf: null }))

/** Destinations of the demo's workbooks: every workbook has the same ones to begin with. */
export class Destinations {
  private kept: DestinationView[] = [
    {
      id: 'd1',
      name: 'Warehouse',
      settings: { kind: 'parquet', folder: '/home/ada/warehouse', partitions: true },
      secretKept: false,
      running: false,
      deliveredAt: ago(12),
      fault: null,
    },
    {
      id: 'd2',
      name: 'For finance',
      settings: { kind: 'csv', folder: '/media/stick/customers', mark: true, guard: true },
      secretKept: false,
      running: false,
      deliveredAt: ago(3000),
      fault: FAULTS.destinationGone,
    },
    {
      id: 'd3',
      name: 'Analytics',
      settings: {
        kind: 'postgres',
        host: 'db.acme.example',
        port: 5432,
        database: 'analytics',
        user: 'headwater',
        schema: 'crm',
        tls: true,
        caFile: null,
      },
      secretKept: true,
      running: false,
      deliveredAt: ago(75),
      fault: FAULTS.destinationSignIn,
    },
    {
      id: 'd4',
      name: 'For the board',
      settings: { kind: 'xlsx', file: '/home/ada/Documents/customers.xlsx' },
      secretKept: false,
      running: false,
      deliveredAt: ago(12),
      fault: null,
    },
  ]
  private made = 4

  /** The commands about them; `changed` is told of what another part of the window shows. */
  handlers(changed: (topic: Topic) => void) {
    const telling = <A, R>(run: (args: A) => R) => (args: A): R => {
      const result = run(args)
      changed({ topic: 'workbooks' })
      return result
    }
    return {
      destinations: () => this.kept,
      test_destination: ({ destination }: Args<'test_destination'>) => this.test(destination),
      save_destination: telling(({ destination }: Args<'save_destination'>) => this.save(destination)),
      remove_destination: telling(({ id }: Args<'remove_destination'>) => this.remove(id)),
      deliver: telling(({ id }: Args<'deliver'>) => this.deliver(id)),
    }
  }

  /** Tries a place; a folder that is called missing is, and a server that nobody gave a password refuses. */
  private test({ id, settings, secret }: DestinationInput): DestinationTest {
    const kept = this.kept.some((one) => one.id === id && one.secretKept)
    switch (settings.kind) {
      case 'csv':
      case 'parquet': {
        if (settings.folder.includes('missing')) throw FAULTS.destinationGone
        const end = settings.kind === 'csv' ? '.csv' : ''
        return { server: null, tables: places((tab) => `${settings.folder}/${tab}${end}`) }
      }
      case 'xlsx':
        if (settings.file.includes('missing')) throw FAULTS.destinationGone
        return { server: null, tables: places((tab) => `${settings.file}: ${tab}`) }
      case 'postgres':
        if (!secret && !kept) throw FAULTS.destinationSignIn
        return { server: 'PostgreSQL 17.6', tables: this.inSchema(settings.schema, id) }
      case 'clickHouse':
        return { server: 'ClickHouse 26.3', tables: places((tab) => `${settings.database}.${tab}`) }
      case 'bucket': {
        const folder = ['s3:/', settings.bucket, settings.prefix].filter(Boolean).join('/')
        return { server: folder, tables: places((tab) => `${folder}/${tab}/`) }
      }
    }
  }

  /** The tables in a schema: another destination's keep their names. */
  private inSchema(schema: string, id: string | null | undefined): DestinationTable[] {
    const others = this.kept.some(
      (one) => one.id !== id && one.settings.kind === 'postgres' && one.settings.schema === schema,
    )
    return places((tab) => `${schema}.${tab}`).map((place) =>
      others ? { name: `${place.name}_2`, insteadOf: place.name } : place,
    )
  }

  /** Keeps one. */
  private save({ id, name, settings, secret }: DestinationInput): DestinationView {
    const known = this.kept.find((one) => one.id === id)
    const kept: DestinationView = {
      id: known?.id ?? `d${++this.made}`,
      name,
      settings,
      secretKept: Boolean(secret) || (known?.secretKept ?? false),
      running: false,
      deliveredAt: new Date().toISOString(),
      fault: null,
    }
    this.kept = known ? this.kept.map((one) => (one === known ? kept : one)) : [...this.kept, kept]
    return kept
  }

  /** Forgets one. */
  private remove(id: string): null {
    this.kept = this.kept.filter((one) => one.id !== id)
    return null
  }

  /** Delivers: what was wrong is mended. */
  private deliver(id: string): DestinationView {
    const delivered = this.kept.map((one) =>
      one.id === id ? { ...one, fault: null, deliveredAt: new Date().toISOString() } : one,
    )
    this.kept = delivered
    const found = delivered.find((one) => one.id === id)
    if (!found) throw FAULTS.destinationGone
    return found
  }
}
