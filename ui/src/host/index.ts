import { createContext, use } from 'react'

import type { Commands, Progress, Topic } from '../generated/rpc'

/** Name of a command of the engine. */
export type Command = keyof Commands
/** What a command takes. */
export type Args<C extends Command> = Commands[C]['args']
/** What a command answers. */
export type Result<C extends Command> = Commands[C]['result']

/**
 * The seam between the window and what runs it: the Tauri shell, or the demo of `npm run dev` and the tests.
 * Nothing outside `src/host` knows which one it is.
 */
export type Host = {
  /** Runs a command. Rejects with a `FaultView` and with nothing else. */
  rpc<C extends Command>(name: C, args: Args<C>): Promise<Result<C>>
  /** Calls `listener` when something changed; the result ends it. */
  onChanged(listener: (topic: Topic) => void): () => void
  /** Calls `listener` while a sync advances; the result ends it. */
  onProgress(listener: (progress: Progress) => void): () => void
  /** Draws the window `factor` times as large. */
  zoom(factor: number): void
  /** Tells the language of the window, a tag of BCP 47, to what speaks it outside: the tray and notifications. */
  speak(tag: string): void
}

/** The host that the window runs in; provided once, in `App`. */
export const HostContext = createContext<Host | null>(null)

/** The host that the window runs in. */
export function useHost(): Host {
  const host = use(HostContext)
  if (!host) throw new Error('HostContext has no value')
  return host
}
