import { screen } from '@testing-library/react'

import { FAULTS } from '../host/demo/faults'
import { KEY_ACTIVITY, keyConnection, keyConnector } from '../host/demo/keyed'
import { wideConnection } from '../host/demo/many'
import type { Route, Section } from '../app/route'
import { type Act, press, type Scene, tab } from './scene'
import { soon } from './window'

const settings = (section: Section): Route => ({ screen: 'settings', section })
const details = (id: string): Route => ({ screen: 'connection', id })
const step = (name: 'test' | 'streams'): Route => ({ screen: 'connect', id: 'c3', step: name })
const sheet = tab('c3-companies')

/** What a screen shows until its answer comes: in the window only after 300 ms, so that nothing flashes. */
const LOADING: Scene[] = [
  { name: 'connections, loading', route: { screen: 'connections' }, options: { silent: ['connections'] }, ready: 'loading' },
  { name: 'catalogue, loading', route: { screen: 'catalogue' }, options: { silent: ['catalogue'] }, ready: 'loading' },
  { name: 'test, running', route: step('test'), options: { silent: ['test'] }, ready: 'check-reach' },
  { name: 'streams, loading', route: step('streams'), options: { silent: ['streams'] }, ready: 'loading' },
  { name: 'workbook, syncing', route: sheet, options: { pace: 3_600_000 }, ready: 'progress-c3', act: press('sync-now') },
]

/** What a screen shows where its answer is a fault. */
const FAILED: Scene[] = [
  { name: 'calendar, fault', route: { screen: 'calendar' }, options: { faults: { calendar: FAULTS.diskFull } }, ready: 'fault' },
  { name: 'catalogue, fault', route: { screen: 'catalogue' }, options: { faults: { catalogue: FAULTS.diskFull } }, ready: 'fault' },
  { name: 'details, fault', route: details('c3'), options: { faults: { connection: FAULTS.diskFull } }, ready: 'fault' },
  { name: 'test, fault', route: step('test'), options: { faults: { test: FAULTS.unreachable } }, ready: 'fault' },
  { name: 'workbook, fault', route: sheet, options: { faults: { entities: FAULTS.diskFull } }, ready: 'fault' },
  { name: 'settings, activity, fault', route: settings('activity'), options: { faults: { activity: FAULTS.diskFull } }, ready: 'fault' },
  { name: 'settings, doctor, fault', route: settings('doctor'), options: { faults: { doctor: FAULTS.diskFull } }, ready: 'fault' },
]

/** What a screen shows where there is nothing to show. */
const EMPTY: Scene[] = [
  { name: 'calendar, none yet', route: { screen: 'calendar' }, options: { start: 'empty' }, ready: 'calendar-none' },
  { name: 'settings, requests, none yet', route: settings('ledger'), options: { answers: { ledger: [] } }, ready: 'nothing' },
  { name: 'settings, programs, none yet', route: settings('programs'), options: { answers: { callers: [] } }, ready: 'nothing' },
  { name: 'settings, activity, none yet', route: settings('activity'), options: { answers: { activity: [] } }, ready: 'nothing' },
  {
    name: 'streams, none found',
    route: step('streams'),
    ready: 'nothing',
    act: async (user) => user.type(await soon('stream-search'), 'zzz'),
  },
  {
    name: 'workbook, no row found',
    route: sheet,
    ready: 'no-rows',
    act: async (user) => {
      await soon('cell-0-0')
      await user.type(await soon('row-search'), 'zzz')
    },
  },
]

/** Forty grants, a thousand connectors, four hundred streams, three hundred columns. */
const MANY: Scene[] = [
  { name: 'streams, four hundred', route: { screen: 'connect', id: 'm0', step: 'streams' }, options: { start: 'many' }, ready: 'stream-contacts_0', tall: true },
  { name: 'workbook, three hundred columns', route: { screen: 'workbook', entity: 'entity-0', tab: null }, options: { start: 'many' }, ready: 'cell-0-0', tall: true },
  { name: 'calendar', route: { screen: 'calendar' }, ready: 'calendar' },
  { name: 'calendar, forty', route: { screen: 'calendar' }, options: { start: 'forty' }, ready: 'calendar' },
  { name: 'catalogue, a thousand', route: { screen: 'catalogue' }, options: { start: 'many' }, ready: 'catalogue-more' },
]

const KEYED = { connection: keyConnection(), connector: keyConnector(), activity: KEY_ACTIVITY }
const WIDE = { connection: wideConnection() }

/** A connection's page in the states of its connection. */
const DETAILS: Scene[] = [
  { name: 'details', route: details('c8'), ready: 'granted' },
  {
    name: 'schedule, missed',
    route: details('c8'),
    ready: 'schedule-missed',
    act: async () => (await soon('schedule')).scrollIntoView?.(),
  },
  { name: 'details, all well', route: details('c3'), ready: 'activity' },
  { name: 'details, access has ended', route: details('c1'), ready: 'reconnect-c1' },
  { name: 'details, source is down', route: details('c2'), ready: 'fault' },
  { name: 'details, paused, no stream', route: details('c4'), ready: 'activity' },
  { name: 'details, access ends soon', route: details('c7'), ready: 'grant-end' },
  { name: 'details, waits for approval', route: details('c9'), ready: 'approval' },
  { name: 'details, syncing', route: details('c3'), options: { pace: 3_600_000 }, ready: 'progress-c3', act: press('sync-now') },
  { name: 'details, reconnecting', route: details('c1'), options: { consent: 'never' }, ready: 'waiting', act: press('reconnect-c1') },
  { name: 'details, source has changed', route: details('c3'), options: { start: 'changed' }, ready: 'schema-companies' },
  { name: 'details, with a key', route: details('k1'), options: { answers: KEYED }, ready: 'fact-input-server' },
  {
    name: 'details, with a key, its last rows',
    route: details('k1'),
    options: { answers: KEYED },
    ready: 'fact-input-server',
    act: async () => {
      await soon('fact-input-server')
      await soon('activity')
      screen.getByTestId('details-manage').scrollIntoView?.({ block: 'end' })
    },
  },
  {
    name: 'details, with a key, delete',
    route: details('k1'),
    options: { answers: KEYED },
    ready: 'delete-dialog',
    act: press('details-delete'),
  },
  { name: 'details, four hundred streams', route: details('c3'), options: { answers: WIDE }, ready: 'details-more' },
  {
    name: 'details, four hundred streams, searched',
    route: details('c3'),
    options: { answers: WIDE },
    ready: 'details-count',
    act: async (user) => user.type(await soon('details-search'), 'orders_3'),
  },
  {
    name: 'details, four hundred streams, all',
    route: details('c3'),
    options: { answers: WIDE },
    ready: 'details-stream-contacts_399',
    act: press('details-more'),
    tall: true,
  },
  { name: 'details, gone', route: details('nowhere'), ready: 'fault' },
  {
    name: 'details, its last rows',
    route: details('c2'),
    ready: 'activity',
    act: async () => {
      await soon('granted')
      await soon('activity')
      screen.getByTestId('details-manage').scrollIntoView?.({ block: 'end' })
    },
  },
]

const help: Route = { screen: 'help', page: null, section: null }
const asked =
  (query: string): Act =>
  async (user) => {
    await user.click(await soon('help-search'))
    await user.paste(query)
  }

/** The guide: its front, what it finds, and a page. */
const HELP: Scene[] = [
  { name: 'help', route: help, ready: 'help-tasks' },
  {
    name: 'help, all faults',
    route: help,
    ready: 'help-fault-wrong_account',
    act: async (user) => {
      await press('help-faults-all')(user)
      screen.getByTestId('help-faults').scrollIntoView?.()
    },
  },
  { name: 'help, searched', route: help, ready: 'help-sections', act: asked('renewal token') },
  { name: 'help, what the window said', route: help, ready: 'help-fault-unreachable', act: asked('api.hubapi.com cannot be reached') },
  { name: 'help, nothing found', route: help, ready: 'help-none', act: asked('zzz') },
  { name: 'help, a page', route: { screen: 'help', page: 'reconnect', section: null }, ready: 'guide' },
  { name: 'help, a fault', route: { screen: 'help', page: 'troubleshooting', section: 'port_taken' }, ready: 'guide' },
]

/** Screens while they wait, where something failed, where there is nothing, and where there is much. */
/** What a screen shows where a policy sets some of it. */
const MANAGED: Scene[] = (['general', 'network'] as const).map((section) => ({
  name: `settings, ${section}, managed`,
  route: settings(section),
  options: {
    answers: {
      managed: {
        file: '/etc/headwater/policy.toml',
        general: ['autostart', 'quiet'],
        network: ['proxy', 'caFile', 'readSeconds'],
      },
    },
  },
  ready: 'managed',
}))

export const STATES: Scene[] = [...LOADING, ...FAILED, ...EMPTY, ...MANAGED, ...DETAILS, ...HELP, ...MANY]
