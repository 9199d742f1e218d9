import { QueryClient } from '@tanstack/react-query'
import { expect, it } from 'vitest'

import type { Topic } from '../generated/rpc'
import type { Host } from '../host'
import { followEngine } from './engine'

const silent = () => () => undefined

/** A host of which only what it says is heard. */
function speaker(): { host: Host; say: (topic: Topic) => void } {
  const listeners: ((topic: Topic) => void)[] = []
  const host: Host = {
    rpc: () => new Promise(() => undefined),
    onChanged: (listener) => {
      listeners.push(listener)
      return () => undefined
    },
    onProgress: silent,
    zoom: silent,
    speak: silent,
  }
  return { host, say: (topic) => listeners.forEach((listener) => listener(topic)) }
}

const KNOWN = [['connections', {}], ['entities', {}], ['rows', { tab: 't1', from: 0 }], ['rows', { tab: 't2', from: 0 }]]

/** What is out of date after a topic was told, of what was known. */
async function staleAfter(topic: Topic): Promise<unknown[]> {
  const cache = new QueryClient()
  const { host, say } = speaker()
  const end = followEngine(host, cache)
  for (const key of KNOWN) cache.setQueryData(key, [])
  say(topic)
  const stale = () => KNOWN.filter((key) => cache.getQueryState(key)?.isInvalidated)
  await expect.poll(() => stale().length).toBeGreaterThan(0)
  end()
  return stale()
}

it('asks again for what changed, and for no more', async () => {
  expect(await staleAfter({ topic: 'rows', tab: 't2' })).toEqual([['rows', { tab: 't2', from: 0 }]])
})

it('asks for everything again where too much was told to be heard', async () => {
  expect(await staleAfter({ topic: 'everything' })).toEqual(KNOWN)
})
