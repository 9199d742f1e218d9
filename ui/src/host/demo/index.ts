import type { ConnectionView, FaultView, LinkView } from '../../generated/rpc'
import { toFault } from '../fault'
import type { Command, Host } from '../index'
import { DemoEngine } from './engine'
import { fortyGrants, manyConnections } from './many'
import { changedAtSource, everyKind } from './seed'

/** How the demo behaves. */
export type DemoOptions = {
  /** `empty` starts without a connection, `full` with one of every kind, `changed` the same with a source that has changed, `forty` with many grants, `many` with more than fit anywhere. */
  start?: 'empty' | 'full' | 'changed' | 'forty' | 'many'
  /** What the user at the consent page does. */
  consent?: 'allow' | 'deny' | 'never' | 'choose' | 'otherAccount' | 'approval' | 'portTaken' | 'late'
  /** Whether the browser can be opened. */
  browser?: 'opened' | 'notOpened'
  /** How the test of a connection ends. */
  checks?: 'passed' | 'failed'
  /** What a dry run of client credentials tells. */
  client?: 'passed' | 'failed' | 'skipped'
  /** Whether programs wait for an answer. */
  callers?: 'none' | 'waiting'
  /** Whether the database was damaged and has been recovered. */
  recovery?: boolean
  /** What a link or a file from outside asks for. */
  link?: LinkView
  /** Milliseconds that everything slow takes: consent, a step of a sync. */
  pace?: number
  /** Whether rows are still being put in order. */
  order?: 'made' | 'waiting'
  /** Commands that are never answered. */
  silent?: Command[]
  /** Commands that always get the same answer. */
  answers?: Partial<Record<Command, unknown>>
  /** Commands that fail, and how. */
  faults?: Partial<Record<Command, FaultView>>
}

const START: Record<NonNullable<DemoOptions['start']>, () => ConnectionView[]> = {
  empty: () => [],
  full: everyKind,
  changed: changedAtSource,
  forty: fortyGrants,
  many: manyConnections,
}

/** A host without an engine behind it: for `npm run dev`, tests and screenshots; never in the built window. */
export function demoHost(options: DemoOptions | URLSearchParams): Host {
  const chosen = options instanceof URLSearchParams ? fromAddress(options) : options
  const engine = new DemoEngine(START[chosen.start ?? 'full'](), chosen)
  return {
    rpc: async (name, args) => {
      const fault = chosen.faults?.[name]
      if (fault) throw fault
      if (chosen.silent?.includes(name)) await new Promise(() => undefined)
      if (chosen.answers && name in chosen.answers) return structuredClone(chosen.answers[name]) as never
      if (name === 'rows' && chosen.order === 'waiting') await new Promise(() => undefined)
      try {
        // A real answer is a new value each time, and never comes in the same task.
        return structuredClone(await engine.call(name, args))
      } catch (error) {
        throw toFault(error)
      }
    },
    onChanged: (listener) => engine.listen('changed', listener),
    onProgress: (listener) => engine.listen('progress', listener),
    zoom: () => undefined,
    speak: () => undefined,
  }
}

/** `?start=empty&consent=never&pace=500`; what it does not name is as in the type's first word. */
function fromAddress(address: URLSearchParams): DemoOptions {
  const { pace, ...words } = Object.fromEntries(address)
  return { ...(words as DemoOptions), pace: Number(pace ?? 1500) }
}
