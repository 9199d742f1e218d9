import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'

import type { Progress, Topic } from '../generated/rpc'
import { toFault } from './fault'
import type { Host } from './index'

/** The real host: the engine's one command, `rpc`, its two events, and what is the shell's own. */
export const tauriHost: Host = {
  rpc: (name, args) =>
    invoke('rpc', { name, args }).catch((error: unknown) => {
      throw toFault(error)
    }) as ReturnType<typeof tauriHost.rpc<typeof name>>,
  onChanged: (listener) => subscribe<Topic>('changed', listener),
  onProgress: (listener) => subscribe<Progress>('progress', listener),
  zoom: (factor) => void invoke('zoom', { factor }),
  speak: (tag) => void invoke('speak', { tag }),
}

function subscribe<T>(event: string, listener: (payload: T) => void): () => void {
  const ending = listen<T>(event, ({ payload }) => listener(payload))
  return () => void ending.then((end) => end())
}
