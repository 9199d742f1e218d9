import { screen } from '@testing-library/react'
import { describe, it } from 'vitest'

import type { FaultView } from '../generated/rpc'
import type { DemoOptions } from '../host/demo'
import { FAULTS } from '../host/demo/faults'
import { expectAccessible, openWindow, soon } from '../test/window'
import type { Route } from './route'

type Act = (user: ReturnType<typeof openWindow>['user']) => Promise<void>
type Scene = { name: string; route: Route; options?: DemoOptions; ready: string; act?: Act }

const list: Route = { screen: 'connections' }
const catalogue: Route = { screen: 'catalogue' }
const step = (name: 'test' | 'streams' | 'entity'): Route => ({ screen: 'connect', id: 'c3', step: name })
const tab = (name: string): Route => ({ screen: 'workbook', entity: 'customer', tab: name })
const press =
  (...testIds: string[]): Act =>
  async (user) => {
    // One after the other: each click brings up the next target.
    // oxlint-disable-next-line no-await-in-loop
    for (const testId of testIds) await user.click(await soon(testId))
  }
const failing = (command: keyof NonNullable<DemoOptions['faults']>, fault: FaultView): DemoOptions => ({
  faults: { [command]: fault },
})

const SCENES: Scene[] = [
  { name: 'connections, empty', route: list, options: { start: 'empty' }, ready: 'try-sample' },
  { name: 'connections, every kind', route: list, ready: 'connections' },
  { name: 'connections, fault', route: list, options: failing('connections', FAULTS.diskFull), ready: 'fault' },
  { name: 'connections, menu', route: list, ready: 'menu-delete', act: press('menu-c3') },
  { name: 'connections, rename', route: list, ready: 'rename-dialog', act: press('menu-c3', 'menu-rename') },
  { name: 'connections, delete', route: list, ready: 'delete-dialog', act: press('menu-c3', 'menu-delete') },
  {
    name: 'connections, reconnecting',
    route: list,
    options: { consent: 'never' },
    ready: 'waiting',
    act: press('reconnect-c1'),
  },
  { name: 'catalogue', route: catalogue, ready: 'tile-hubspot' },
  {
    name: 'catalogue, nothing found',
    route: catalogue,
    ready: 'catalogue-none',
    act: async (user) => user.type(await soon('catalogue-search'), 'zzz'),
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
  { name: 'test, passed', route: step('test'), ready: 'continue-test' },
  { name: 'test, failed', route: step('test'), options: { checks: 'failed' }, ready: 'fault' },
  { name: 'streams', route: step('streams'), ready: 'streams' },
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
  { name: 'workbook, gone', route: { screen: 'workbook', entity: 'nowhere', tab: null }, ready: 'workbook-missing' },
]

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  it.each(SCENES)('$name is accessible', async ({ route, options, ready, act }) => {
    document.documentElement.dataset['theme'] = theme
    const { user } = openWindow(options ?? {}, route)
    await act?.(user)
    await screen.findAllByTestId(ready)
    await expectAccessible()
  })
})
