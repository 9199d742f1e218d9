import { screen, waitFor } from '@testing-library/react'
import { expect } from 'vitest'

import type { FaultView } from '../generated/rpc'
import type { DemoOptions } from '../host/demo'
import { FAULTS } from '../host/demo/faults'
import type { Route, Section } from '../app/route'
import { type Act, press, type Scene, tab } from './scene'
import { STATES } from './states'
import { SUMMARIES } from './summaries'
import { soon } from './window'

const list: Route = { screen: 'connections' }
const catalogue: Route = { screen: 'catalogue' }
const add: Route = { screen: 'add', draft: false }
const author: Route = { screen: 'author', connector: null }
const step = (name: 'test' | 'streams' | 'entity'): Route => ({ screen: 'connect', id: 'c3', step: name })
const failing = (command: keyof NonNullable<DemoOptions['faults']>, fault: FaultView): DemoOptions => ({
  faults: { [command]: fault },
})

const looking =
  (where: string): Act =>
  async (user) => {
    await user.type(await soon('add-where'), where)
    await user.click(screen.getByTestId('add-look'))
  }
const ID = '7f1c2b1e-5a0d-4c8e-9b57-0c9f3a2f6d41'
const settings = (section: Section): Route => ({ screen: 'settings', section })
/** A connector's first step, filled in as far as it must be, and what is pressed then. */
const filled =
  (connector: string, ...testIds: string[]): Act =>
  async (user) => {
    await user.click(await soon(`tile-${connector}`))
    await user.type(await soon('client-id'), ID)
    await user.type(screen.getByTestId('client-secret'), 'secret')
    await press(...testIds)(user)
  }

/** Every screen in every state that tests look at. */
export const SCENES: Scene[] = [
  { name: 'connections, empty', route: list, options: { start: 'empty' }, ready: 'try-sample' },
  { name: 'connections, every kind', route: list, ready: 'connections' },
  { name: 'connections, fault', route: list, options: failing('connections', FAULTS.diskFull), ready: 'fault' },
  { name: 'connections, menu', route: list, ready: 'menu-delete', act: press('menu-c3') },
  { name: 'connections, rename', route: list, ready: 'rename-dialog', act: press('menu-c3', 'menu-rename') },
  { name: 'connections, to a server', route: list, ready: 'handoff-goes', act: press('menu-c3', 'menu-handoff') },
  {
    name: 'connections, to a server, refused',
    route: list,
    ready: 'handoff-cancel',
    options: failing('handoff_plan', FAULTS.diskFull),
    act: press('menu-c3', 'menu-handoff'),
  },
  {
    name: 'connections, to a server, written',
    route: list,
    ready: 'handoff-written',
    act: async (user) => {
      await press('menu-c3', 'menu-handoff')(user)
      await user.type(await soon('handoff-folder'), '/home/ada/hubspot')
      await press('handoff-write')(user)
    },
  },
  { name: 'connections, delete', route: list, ready: 'delete-dialog', act: press('menu-c3', 'menu-delete') },
  {
    name: 'connections, reconnecting',
    route: list,
    options: { consent: 'never' },
    ready: 'waiting',
    act: press('reconnect-c1'),
  },
  { name: 'palette', route: list, ready: 'action-sync-c3', act: press('palette-open') },
  {
    name: 'palette, nothing found',
    route: list,
    ready: 'palette',
    act: async (user) => {
      await press('palette-open')(user)
      await user.type(await soon('palette-search'), 'zzz')
    },
  },
  { name: 'settings, language and look', route: settings('appearance'), ready: 'language' },
  { name: 'settings, about', route: settings('about'), ready: 'about-version' },
  {
    name: 'settings, activity searched',
    route: settings('activity'),
    ready: 'activity-chart',
    act: async (user) => user.type(await soon('activity-search'), 'token'),
  },
  { name: 'catalogue', route: catalogue, ready: 'tile-hubspot' },
  {
    name: 'catalogue, nothing found',
    route: catalogue,
    ready: 'catalogue-none',
    act: async (user) => user.type(await soon('catalogue-search'), 'zzz'),
  },
  { name: 'add a connector', route: add, ready: 'add-where' },
  {
    name: 'add a connector, not found',
    route: add,
    ready: 'fault',
    act: looking('/home/ada/missing'),
  },
  { name: 'add a connector, plan', route: add, ready: 'plan', act: looking('https://example.com/manifest.yaml') },
  {
    name: 'authorize, a form of every kind of field',
    route: add,
    ready: 'field-error',
    act: async (user) => {
      await looking('https://example.com/manifest.yaml')(user)
      await press('plan-add', 'tile-trackly', 'form-optional', 'continue-authorize')(user)
    },
  },
  { name: 'author, nothing yet', route: author, ready: 'author-begin' },
  {
    name: 'author, trial',
    route: author,
    ready: 'trial',
    act: async (user) => {
      await press('author-begin')(user)
      const run = await soon('trial-run')
      await waitFor(() => expect(run.getAttribute('aria-disabled'), 'the streams are known').toBeNull())
      await press('trial-run', 'trial-page-0-open', 'trial-state', 'trial-schema')(user)
    },
  },
  {
    name: 'author, problems',
    route: author,
    ready: 'problems',
    act: async (user) => {
      await press('author-begin', 'manifest')(user)
      await user.paste('\tCustomRetriever')
      await screen.findByTestId(/^problem-\d/)
    },
  },
  { name: 'author, of the catalogue', route: { screen: 'author', connector: 'sandbox' }, ready: 'trial-run' },
  {
    name: 'author, remove',
    route: { screen: 'author', connector: 'sandbox' },
    ready: 'fault',
    act: press('remove-connector', 'remove-confirm'),
  },
  { name: 'authorize, own app', route: catalogue, ready: 'client-id', act: press('tile-hubspot') },
  { name: 'authorize, ready to use', route: catalogue, ready: 'client-preconfigured', act: press('tile-sandbox') },
  {
    name: 'authorize, keychain locked',
    route: catalogue,
    options: failing('authorize', FAULTS.keychainLocked),
    ready: 'fault',
    act: press('tile-sandbox', 'continue-authorize'),
  },
  {
    name: 'authorize, waiting',
    route: list,
    options: { start: 'empty', consent: 'never' },
    ready: 'waiting',
    act: press('try-sample'),
  },
  {
    name: 'authorize, no browser',
    route: list,
    options: { start: 'empty', consent: 'never', browser: 'notOpened' },
    ready: 'browser-not-opened',
    act: press('try-sample'),
  },
  {
    name: 'authorize, denied',
    route: list,
    options: { start: 'empty', consent: 'deny' },
    ready: 'fault',
    act: press('try-sample'),
  },
  {
    name: 'authorize, too late',
    route: list,
    options: { start: 'empty', consent: 'late' },
    ready: 'fault',
    act: press('try-sample'),
  },
  { name: 'authorize, several ways', route: catalogue, ready: 'way-deviceCode', act: press('tile-rest-oauth2') },
  {
    name: 'authorize, key and certificate',
    route: catalogue,
    ready: 'client-certificate',
    act: press('tile-docusign'),
  },
  { name: 'authorize, registered', route: catalogue, ready: 'client-registered', act: press('tile-mastodon') },
  {
    name: 'authorize, a permission declined',
    route: catalogue,
    ready: 'scope-tickets-ask',
    act: press('tile-hubspot', 'scope-tickets-ask'),
  },
  {
    name: 'authorize, credentials right',
    route: catalogue,
    ready: 'client-verdict',
    act: filled('hubspot', 'client-check'),
  },
  {
    name: 'authorize, credentials wrong',
    route: catalogue,
    options: { client: 'failed' },
    ready: 'client-verdict',
    act: filled('hubspot', 'client-check'),
  },
  {
    name: 'authorize, device code',
    route: catalogue,
    options: { consent: 'never' },
    ready: 'device-code',
    act: press('tile-github', 'way-deviceCode', 'continue-authorize'),
  },
  {
    name: 'authorize, paste',
    route: catalogue,
    ready: 'field-error',
    act: filled('slack', 'continue-authorize', 'paste-send'),
  },
  {
    name: 'authorize, browser elsewhere',
    route: list,
    options: { start: 'empty', consent: 'never' },
    ready: 'paste-address',
    act: press('try-sample', 'paste-elsewhere'),
  },
  {
    name: 'authorize, choosing',
    route: catalogue,
    options: { consent: 'choose' },
    ready: 'choose',
    act: filled('xero', 'continue-authorize'),
  },
  {
    name: 'authorize, another account',
    route: list,
    options: { consent: 'otherAccount' },
    ready: 'account-dialog',
    act: press('reconnect-c1'),
  },
  { name: 'authorize, approval', route: { screen: 'connect', id: 'c9', step: 'authorize' }, ready: 'approval-message' },
  {
    name: 'authorize, port taken',
    route: catalogue,
    options: { consent: 'portTaken' },
    ready: 'findings',
    act: filled('hubspot', 'continue-authorize', 'doctor-here'),
  },
  { name: 'test, permission missing', route: { screen: 'connect', id: 'c8', step: 'test' }, ready: 'grant-missing' },
  {
    name: 'schedule, editor',
    route: { screen: 'connection', id: 'c3' },
    ready: 'schedule-upcoming',
    act: press('schedule-edit', 'schedule-cron'),
  },
  { name: 'settings, general', route: settings('general'), ready: 'close-to-tray' },
  { name: 'settings, network', route: settings('network'), ready: 'proxy-url', act: press('proxy-explicit') },
  { name: 'settings, requests', route: settings('ledger'), ready: 'ledger' },
  { name: 'settings, doctor', route: settings('doctor'), ready: 'findings' },
  { name: 'settings, programs', route: settings('programs'), options: { callers: 'waiting' }, ready: 'programs' },
  { name: 'settings, activity', route: settings('activity'), ready: 'activity' },
  { name: 'a program asks', route: catalogue, options: { callers: 'waiting' }, ready: 'caller-prompt' },
  { name: 'test, passed', route: step('test'), ready: 'continue-test' },
  { name: 'test, failed', route: step('test'), options: { checks: 'failed' }, ready: 'fault' },
  { name: 'streams', route: step('streams'), ready: 'streams' },
  {
    name: 'streams, columns of one',
    route: step('streams'),
    ready: 'choices',
    act: press('stream-contacts', 'columns-contacts', 'personal-hash', 'choose-note'),
  },
  { name: 'streams, fault', route: step('streams'), options: failing('streams', FAULTS.unreachable), ready: 'fault' },
  { name: 'target', route: step('entity'), ready: 'finish' },
  { name: 'workbook', route: tab('c3-companies'), ready: 'cell-0-0' },
  { name: 'workbook, connection in trouble', route: tab('c1-contacts'), ready: 'fault' },
  {
    name: 'workbook, rows fault',
    route: tab('c3-companies'),
    options: failing('rows', FAULTS.diskFull),
    ready: 'fault',
  },
  {
    name: 'workbook, row panel',
    route: tab('c3-companies'),
    ready: 'value-title',
    act: async (user) => user.dblClick(await soon('cell-2-1')),
  },
  { name: 'workbook, filter', route: tab('c3-companies'), ready: 'filter-apply', act: press('add-filter') },
  { name: 'destinations', route: tab('c3-companies'), ready: 'destination-d2', act: press('destinations-open') },
  {
    name: 'destinations, new file for Excel',
    route: tab('c3-companies'),
    ready: 'destination-file',
    act: press('destinations-open', 'destination-add', 'destination-kind-xlsx'),
  },
  {
    name: 'destinations, new one that cannot be written',
    route: tab('c3-companies'),
    ready: 'fault-title',
    act: async (user) => {
      await press('destinations-open', 'destination-add', 'destination-kind-csv')(user)
      await user.type(await soon('destination-folder'), '/missing')
      await press('destination-test')(user)
    },
  },
  {
    name: 'destinations, PostgreSQL that works',
    route: tab('c3-companies'),
    ready: 'destination-works',
    act: press('destinations-open', 'destination-edit-d3', 'destination-test'),
  },
  {
    name: 'destinations, PostgreSQL with all missing',
    route: tab('c3-companies'),
    ready: 'field-error',
    act: press('destinations-open', 'destination-add', 'destination-kind-postgres', 'destination-save'),
  },
  {
    name: 'destinations, ClickHouse',
    route: tab('c3-companies'),
    ready: 'destination-url',
    act: press('destinations-open', 'destination-add', 'destination-kind-clickHouse'),
  },
  {
    name: 'destinations, object storage',
    route: tab('c3-companies'),
    ready: 'destination-endpoint',
    act: press('destinations-open', 'destination-add', 'destination-kind-bucket'),
  },
  { name: 'workbook, gone', route: { screen: 'workbook', entity: 'nowhere', tab: null }, ready: 'workbook-missing' },
  { name: 'connections, five hundred', route: list, options: { start: 'many' }, ready: 'connection-m0' },
  {
    name: 'connections, none found',
    route: list,
    options: { start: 'many' },
    ready: 'connection-count',
    act: async (user) => user.type(await soon('connection-search'), 'zzz'),
  },
  { name: 'connections, recovered', route: list, options: { recovery: true }, ready: 'recovered' },
  {
    name: 'connections, offline',
    route: list,
    ready: 'offline',
    act: async () => {
      await soon('connections')
      // What the system says; jsdom cannot be told otherwise.
      Object.defineProperty(navigator, 'onLine', { configurable: true, value: false })
      window.dispatchEvent(new Event('offline'))
    },
  },
  {
    name: 'workbook, columns',
    route: tab('c3-companies'),
    ready: 'columns-own',
    act: async (user) => {
      await soon('cell-0-0')
      await press('columns')(user)
    },
  },
  {
    name: 'workbook, a column of your own',
    route: tab('c3-companies'),
    ready: 'formula-check',
    act: async (user) => {
      await soon('cell-0-0')
      await press('add-column')(user)
      await user.selectOptions(await soon('column-kind'), 'formula')
      await user.type(await soon('column-formula'), '2 *')
    },
  },
  {
    name: 'workbook, a cell edited',
    route: tab('c3-companies'),
    ready: 'cell-editor',
    act: async (user) => {
      await user.click(await soon('cell-1-0'))
      // A column out of sight is not drawn.
      await user.keyboard('{End}')
      await user.dblClick(await soon('cell-1-8'))
    },
  },
  {
    name: 'workbook, found',
    route: tab('c3-companies'),
    ready: 'find-says',
    act: async (user) => {
      await soon('cell-0-0')
      await press('find-open')(user)
      await user.type(await soon('find-text'), 'osaka{Enter}')
    },
  },
  { name: 'workbook, what changed', route: tab('c3-companies'), ready: 'change-deal_00002', act: press('changes-open') },
  ...SUMMARIES,
  ...STATES,
]
