import { useMemo } from 'react'

import { useAsk, useDo } from '../../app/engine'
import { go, SECTIONS } from '../../app/route'
import { THEMES, useTheme } from '../../app/theme'
import type { ConnectionView, FaultView } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { text } from '../../text'
import { worded } from '../../text/faults'
import { isRunning } from '../connect/attempt'
import type { Question } from '../connections/ConnectionDialog'
import { PAGES } from '../help/pages'
import type { PaletteAction } from './action'

const words = text.palette

/** A dialog that an action opens, over whatever is on the screen. */
export type Asked = { question: Question; id: string }

/** Every action that there is now: what waits for the person, where one can go, and what can be done. */
export function useActions(onAsk: (asked: Asked) => void): PaletteAction[] {
  const places = usePlaces()
  const connections = useConnectionActions(onAsk)
  const connectors = useConnectorActions()
  const schedules = useScheduleActions()
  const themes = useThemeActions()
  return useMemo(
    () => [
      ...connections.filter(({ waits }) => waits),
      ...places,
      ...connections.filter(({ waits }) => !waits),
      ...connectors,
      ...schedules,
      ...themes,
    ],
    [connections, places, connectors, schedules, themes],
  )
}

function usePlaces(): PaletteAction[] {
  const { data: entities } = useAsk('entities', {})
  return useMemo(
    () => [
      place('connections', words.goTo(text.app.connections), 'flow', () => go({ screen: 'connections' })),
      place('calendar', words.goTo(text.calendar.title), 'calendar', () => go({ screen: 'calendar' })),
      place('catalogue', words.goTo(text.app.catalogue), 'tiles', () => go({ screen: 'catalogue' })),
      ...(entities ?? []).flatMap(({ id, name, tabs }) => [
        place(`workbook-${id}`, words.workbook(name), 'grid', () => go({ screen: 'workbook', entity: id, tab: null })),
        ...tabs.map((tab) =>
          place(`tab-${tab.id}`, words.tab(name, tab.title), 'grid', () =>
            go({ screen: 'workbook', entity: id, tab: tab.id }),
          ),
        ),
      ]),
      place('help', words.goTo(text.help.title), 'help', () => go({ screen: 'help', page: null, section: null })),
      ...PAGES.map((page) =>
        place(`help-${page}`, words.help(text.help.page[page]), 'help', () => go({ screen: 'help', page, section: null })),
      ),
      ...SECTIONS.map((section) =>
        place(`settings-${section}`, words.settings(text.settings.section[section]), 'gear', () =>
          go({ screen: 'settings', section }),
        ),
      ),
    ],
    [entities],
  )
}

const place = (id: string, title: string, icon: PaletteAction['icon'], run: () => void): PaletteAction => ({
  id,
  title,
  group: 'go',
  icon,
  run,
})

function useConnectorActions(): PaletteAction[] {
  const { data: connectors } = useAsk('catalogue', {})
  const { mutateAsync: create } = useDo('create_draft')
  const say = useSay()
  return useMemo(() => {
    const connect = (connector: string) =>
      create({ connector }).then(
        ({ id }) => go({ screen: 'connect', id, step: 'authorize' }),
        (fault: FaultView) => say.aloud(worded(fault).title),
      )
    const of = (id: string, title: string, icon: PaletteAction['icon'], run: () => void, aliases: string[] = []) =>
      ({ id, title, group: 'connect', icon, run, aliases }) as const
    return [
      of('add-connector', text.add.title, 'add', () => go({ screen: 'add', draft: false })),
      of('author', text.author.title, 'pencil', () => go({ screen: 'author', connector: null })),
      ...(connectors ?? []).map(({ id, name, aliases }) =>
        of(`connect-${id}`, words.connect(name), 'add', () => void connect(id), aliases),
      ),
      ...(connectors ?? []).map(({ id, name }) =>
        of(`try-${id}`, words.tryOut(name), 'pulse', () => go({ screen: 'author', connector: id })),
      ),
    ]
  }, [connectors, create, say])
}

function useScheduleActions(): PaletteAction[] {
  const { data: settings } = useAsk('general', {})
  const { mutate: save } = useDo('save_general')
  return useMemo(() => {
    if (!settings) return []
    const { schedulesPaused } = settings
    return [
      {
        id: 'schedules',
        title: schedulesPaused ? words.resumeAll : words.pauseAll,
        group: 'window' as const,
        icon: schedulesPaused ? ('play' as const) : ('pause' as const),
        run: () => save({ settings: { ...settings, schedulesPaused: !schedulesPaused } }),
      },
    ]
  }, [settings, save])
}

function useThemeActions(): PaletteAction[] {
  const [, choose] = useTheme()
  return useMemo(
    () =>
      THEMES.map((theme) => ({
        id: `theme-${theme}`,
        title: words.theme(text.app.theme[theme]),
        group: 'window' as const,
        icon: 'sun' as const,
        run: () => choose(theme),
      })),
    [choose],
  )
}

function useConnectionActions(onAsk: (asked: Asked) => void): PaletteAction[] {
  const { data: connections } = useAsk('connections', {})
  const say = useSay()
  const { mutateAsync: sync } = useDo('sync')
  const { mutateAsync: stop } = useDo('cancel_sync')
  const { mutateAsync: pause } = useDo('pause')
  const { mutateAsync: resume } = useDo('resume')
  const { mutateAsync: authorize } = useDo('authorize')
  const { mutateAsync: cancel } = useDo('cancel_attempt')
  return useMemo(() => {
    // The palette is gone before they end: only a promise still tells how.
    const told = (doing: Promise<unknown>) => void doing.catch((fault: FaultView) => say.aloud(worded(fault).title))
    const run = (id: string): Record<Verb, () => void> => ({
      finish: () => go({ screen: 'connect', id, step: null }),
      reconnect: () => told(authorize({ id })),
      newKey: () => go({ screen: 'connect', id, step: 'authorize' }),
      cancel: () => told(cancel({ id })),
      sync: () => told(sync({ id })),
      stop: () => told(stop({ id })),
      details: () => go({ screen: 'connection', id }),
      schedule: () => go({ screen: 'connection', id, schedule: true }),
      streams: () => go({ screen: 'connect', id, step: 'streams' }),
      pause: () => told(pause({ id })),
      resume: () => told(resume({ id })),
      rename: () => onAsk({ question: 'rename', id }),
      handoff: () => onAsk({ question: 'handoff', id }),
      delete: () => onAsk({ question: 'delete', id }),
    })
    return (connections ?? []).flatMap((connection) => {
      const { id, name, state, status } = connection
      const doing = run(id)
      const isNeedy = status === 'reauthorize' || state === 'draft'
      return verbsOf(connection).map((verb, index) => ({
        id: `${verb}-${id}`,
        title: words[verb](name),
        group: 'connection' as const,
        icon: ICONS[verb],
        waits: isNeedy && index === 0,
        run: doing[verb],
      }))
    })
  }, [connections, onAsk, say, authorize, cancel, sync, stop, pause, resume])
}

const ICONS = {
  finish: 'draft',
  reconnect: 'unplug',
  newKey: 'key',
  cancel: 'close',
  sync: 'refresh',
  stop: 'close',
  details: 'key',
  schedule: 'clock',
  streams: 'filter',
  pause: 'pause',
  resume: 'play',
  rename: 'pencil',
  handoff: 'external',
  delete: 'trash',
} as const
type Verb = keyof typeof ICONS

/** What can be done with a connection as it stands. */
function verbsOf(connection: ConnectionView): Verb[] {
  const { state, status, entity, signsWithKey } = connection
  const ends: Verb[] = ['rename', 'delete']
  if (isRunning(connection)) return ['cancel', ...ends]
  if (state === 'draft') return ['finish', ...ends]
  const reconnect: Verb[] = status === 'reauthorize' ? [] : [signsWithKey ? 'newKey' : 'reconnect']
  const handoff: Verb[] = entity ? ['handoff'] : []
  const through: Verb[] = ['details', 'schedule', 'streams', ...reconnect, ...handoff, ...ends]
  if (status === 'reauthorize') return ['reconnect', ...through]
  if (state === 'paused') return ['resume', ...through]
  return [status === 'syncing' ? 'stop' : 'sync', 'pause', ...through]
}
