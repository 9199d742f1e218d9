import {
  QueryClient,
  skipToken,
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'

import type { AttemptView, ConnectionView, FaultView, GeneralSettings, Progress, Topic } from '../generated/rpc'
import { type Args, type Command, type Host, type Result, useHost } from '../host'

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: FaultView
  }
}

/**
 * The window's only state of the engine: the query cache. An answer is kept under `[command, args]` until the engine
 * says that it changed; nothing is asked again by time, focus or remounting.
 */
export function engineCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: Infinity, retry: false, refetchOnWindowFocus: false, networkMode: 'always' },
      // The engine retries what is transient; a window that retries too would only hide the fault.
      // Nothing that was sent is kept: it may have been a secret.
      mutations: { retry: false, networkMode: 'always', gcTime: 0 },
    },
  })
}

/** Asks a command and keeps the answer until it changes. `fresh` asks again whenever the screen is opened. */
export function useAsk<C extends Command>(
  name: C,
  args: Args<C>,
  options: { enabled?: boolean; fresh?: boolean } = {},
) {
  const host = useHost()
  return useQuery({
    queryKey: [name, args],
    queryFn: () => host.rpc(name, args),
    enabled: options.enabled ?? true,
    ...(options.fresh && { staleTime: 0, gcTime: 0 }),
  })
}

/** A command that does something. What it answers about a connection or the app is in the cache before the caller goes on. */
export function useDo<C extends Command>(name: C) {
  const host = useHost()
  const cache = useQueryClient()
  return useMutation<Result<C>, FaultView, Args<C>>({
    mutationKey: [name],
    mutationFn: (args) => host.rpc(name, args),
    onSuccess: (result, args) => keep(cache, result, args),
  })
}

/** What `useDo` gives, for those that share one. */
export type Doing<C extends Command> = UseMutationResult<Result<C>, FaultView, Args<C>>

/** How far the running sync of a connection is; absent when none runs. */
export function useProgress(connection: ConnectionView): Progress | undefined {
  const { data } = useQuery<Progress>({ queryKey: ['progress', connection.id], queryFn: skipToken })
  return connection.status === 'syncing' ? data : undefined
}

/** Lets the engine's events drop what the cache holds. The result ends it. */
export function followEngine(host: Host, cache: QueryClient): () => void {
  const stale = new Map<string, Topic>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const drop = () => {
    timer = undefined
    for (const topic of stale.values()) invalidate(cache, topic)
    stale.clear()
  }
  // A sync speaks many times a second. One answer per topic and 100 ms is what an eye can follow.
  const endChanged = host.onChanged((topic) => {
    stale.set(JSON.stringify(topic), topic)
    timer ??= setTimeout(drop, 100)
  })
  const endProgress = host.onProgress((progress) => cache.setQueryData(['progress', progress.connection], progress))
  // Known from before anybody listened: what has changed since was not heard. What is being asked now is new enough.
  void cache.invalidateQueries({ queryKey: ['connections'] }, { cancelRefetch: false })
  return () => {
    clearTimeout(timer)
    endChanged()
    endProgress()
  }
}

/** What may read differently when a connection does: itself, and all that is told of it elsewhere. */
const OF_CONNECTIONS: readonly Command[] = ['connections', 'connection', 'catalogue', 'calendar', 'activity', 'callers']

/** What changes with an answer: a connector that is added or replaced asks for other things. */
const WITH: Partial<Record<string, readonly Command[]>> = { catalogue: ['connector', 'connector_form'] }

/** What is added up over a whole tab. One that is under way is let go on: it may take seconds, and rows may come all the time. */
const OVER_ROWS: readonly Command[] = ['profile', 'chart', 'totals']

/** What is told of connectors, which come and go while the window is open. */
const OF_CONNECTORS: readonly Command[] = ['catalogue', 'connector', 'connector_form']

function invalidate(cache: QueryClient, topic: Topic): void {
  const drop = (...queryKey: unknown[]) => void cache.invalidateQueries({ queryKey })
  const { topic: name } = topic
  switch (name) {
    case 'everything':
      void cache.invalidateQueries()
      break
    case 'connections':
      for (const command of OF_CONNECTIONS) drop(command)
      break
    case 'catalogue':
      for (const command of OF_CONNECTORS) drop(command)
      break
    case 'workbooks':
      drop('entities')
      drop('destinations')
      for (const command of OVER_ROWS) addUpAgain(cache, [command])
      break
    case 'link':
      break
    case 'rows':
      drop('rows', { tab: topic.tab })
      addUpAgain(cache, ['totals', { tab: topic.tab }])
      break
    default:
      // A topic that is called as its command.
      for (const command of [name, ...(WITH[name] ?? [])]) drop(command)
  }
}

const addUpAgain = (cache: QueryClient, queryKey: unknown[]) =>
  void cache.invalidateQueries({ queryKey }, { cancelRefetch: false })

function keep(cache: QueryClient, result: unknown, args: object): void {
  if (isConnection(result)) cache.setQueryData(['connection', { id: result.id }], result)
  if (isGeneral(result)) cache.setQueryData(['general', {}], result)
  if (isAttempt(result) && 'id' in args) {
    const withAttempt = (view?: ConnectionView) => view && { ...view, attempt: result }
    cache.setQueryData<ConnectionView>(['connection', { id: args.id }], withAttempt)
    cache.setQueryData<ConnectionView[]>(['connections', {}], (views) =>
      views?.map((view) => (view.id === args.id ? { ...view, attempt: result } : view)),
    )
  }
}

const isConnection = (value: unknown): value is ConnectionView => has(value, 'connector', 'lastSync')
const isGeneral = (value: unknown): value is GeneralSettings => has(value, 'closeToTray', 'schedulesPaused')
const isAttempt = (value: unknown): value is AttemptView => has(value, 'redirectUri', 'phase')
const has = (value: unknown, ...keys: string[]) =>
  typeof value === 'object' && value !== null && keys.every((key) => key in value)
