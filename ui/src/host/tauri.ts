import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'

import type { Progress, Topic } from '../generated/rpc'
import { toFault } from './fault'
import type { Host } from './index'

/** The real host: the shell's one command, `rpc`, and its two events. */
export const tauriHost: Host = {
  rpc: (name, args) =>
    invoke('rpc', { name, args }).catch((error: unknown) => {
      throw toFault(error)
    }) as ReturnType<typeof tauriHost.rpc<typeof name>>,
  onChanged: (listener) => subscribe<Topic>('changed', listener),
  onProgress: (listener) => subscribe<Progress>('progress', listener),
}

function subscribe<T>(event: string, listener: (payload: T) => void): () => void {
  const ending = listen<T>(event, ({ payload }) => listener(payload))
  return () => void ending.then((end) => end())
}
