import type { DestinationInput, DestinationView, Topic } from '../../generated/rpc'
import type { Args } from '../index'
import { FAULTS } from './faults'

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()

/** Destinations of the demo's workbooks: every workbook has the same ones to begin with. */
export class Destinations {
  private kept: DestinationView[] = [
    {
      id: 'd1',
      name: 'Warehouse',
      settings: { kind: 'parquet', folder: '/home/ada/warehouse', partitions: true },
      running: false,
      deliveredAt: ago(12),
      fault: null,
    },
    {
      id: 'd2',
      name: 'For finance',
      settings: { kind: 'csv', folder: '/media/stick/customers', mark: true, guard: true },
      running: false,
      deliveredAt: ago(3000),
      fault: FAULTS.destinationGone,
    },
    {
      id: 'd3',
      name: 'For the board',
      settings: { kind: 'xlsx', file: '/home/ada/Documents/customers.xlsx' },
      running: false,
      deliveredAt: ago(12),
      fault: null,
    },
  ]
  private made = 3

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

  /** Tries a place; one that is called missing is. */
  private test({ settings }: DestinationInput): null {
    const place = settings.kind === 'xlsx' ? settings.file : settings.folder
    if (place.includes('missing')) throw FAULTS.destinationGone
    return null
  }

  /** Keeps one. */
  private save({ id, name, settings }: DestinationInput): DestinationView {
    const known = this.kept.find((one) => one.id === id)
    const kept: DestinationView = {
      id: known?.id ?? `d${++this.made}`,
      name,
      settings,
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
