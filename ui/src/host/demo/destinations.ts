import type { DestinationInput, DestinationView } from '../../generated/rpc'
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
  ]
  private made = 2

  /** All of them. */
  all(): DestinationView[] {
    return this.kept
  }

  /** Tries a place; one that is called missing is. */
  test({ settings }: DestinationInput): null {
    if (settings.folder.includes('missing')) throw FAULTS.destinationGone
    return null
  }

  /** Keeps one. */
  save({ id, name, settings }: DestinationInput): DestinationView {
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
  remove(id: string): null {
    this.kept = this.kept.filter((one) => one.id !== id)
    return null
  }

  /** Delivers: what was wrong is mended. */
  deliver(id: string): DestinationView {
    const delivered = this.kept.map((one) =>
      one.id === id ? { ...one, fault: null, deliveredAt: new Date().toISOString() } : one,
    )
    this.kept = delivered
    const found = delivered.find((one) => one.id === id)
    if (!found) throw FAULTS.destinationGone
    return found
  }
}
