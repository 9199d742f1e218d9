import { screen, waitFor, within } from '@testing-library/react'
import { expect, it } from 'vitest'

import type { ActivityView, SyncedStream } from '../../generated/rpc'
import { FAULTS } from '../../host/demo/faults'
import { keyConnection, keyConnector } from '../../host/demo/keyed'
import { wideConnection } from '../../host/demo/many'
import { everyKind } from '../../host/demo/seed'
import { callsOf, openWindow, soon } from '../../test/window'
import { neededFirst } from './Lately'

const open = (id: string, options: Parameters<typeof openWindow>[0] = {}) =>
  openWindow(options, { screen: 'connection', id })

/** The buttons at the top and the one of a fault, as far as they are there. */
const offered = () =>
  ['reconnect-c1', 'finish-c9', 'sync-now', 'details-resume', 'fault-action'].filter((name) => screen.queryByTestId(name))

it.each([
  ['c1', ['reconnect-c1'], 'a dead grant'],
  ['c2', ['fault-action'], 'what the fault’s own button mends is not offered twice'],
  ['c3', ['sync-now'], 'all is well'],
  ['c4', ['details-resume'], 'paused'],
  ['c9', ['finish-c9'], 'not finished'],
])('offers of %s one thing: %j', async (id, buttons, why) => {
  open(id)
  await soon('details-manage')
  expect(offered(), why).toEqual(buttons)
})

it('tells at a glance what came, when, when again and for how long', async () => {
  open('c8')
  expect((await soon('glance-rows')).textContent).toBe('Rows9001 stream')
  expect(screen.getByTestId('glance-synced').textContent).toContain('14 min ago')
  expect(screen.getByTestId('glance-next').textContent, 'and what was missed').toContain('3 missed')
  expect(screen.getByTestId('glance-next').dataset['look']).toBe('warn')
  expect(screen.getByTestId('glance-access').textContent).toContain('No end known')
})

it('says of an access that has ended that it needs a person, and of one that ends when', async () => {
  open('c1')
  expect((await soon('glance-access')).textContent).toContain('Needs you')
  window.location.hash = '#/connection/c7'
  await waitFor(() => expect(screen.getByTestId('glance-access').textContent).toContain('Ends in 6 days'))
})

it('lists its streams with a way to their tabs', async () => {
  open('c1')
  const deals = within(await soon('details-stream-deals'))
  expect(deals.getByRole('link').getAttribute('href')).toBe('#/workbook/customer/c1-deals')
  expect(deals.getByText('1,200 rows')).toBeTruthy()
})

/** The streams that are listed, by their test ids. */
const listed = async () => (await screen.findAllByTestId(/^details-stream-/)).map(({ dataset }) => dataset['testid'])

it('shows a few of many streams, those that failed first', async () => {
  const one = everyKind().find(({ id }) => id === 'c1')
  const streams: SyncedStream[] = Array.from({ length: 20 }, (_, index) => ({
    ...(one?.streams[0] as SyncedStream),
    name: `stream_${index}`,
    fault: index === 19 ? FAULTS.scopeMissing : null,
  }))
  const { user } = open('c1', { answers: { connection: { ...one, streams } } })
  const few = await listed()
  expect(few).toHaveLength(8)
  expect(few[0], 'with what keeps its rows from coming').toBe('details-stream-stream_19')
  expect(screen.getByTestId('details-stream-stream_19').textContent).toContain('permission for tickets is missing')
  await user.click(screen.getByTestId('details-more'))
  expect(await listed()).toHaveLength(20)
})

it('finds one of many streams by its name', async () => {
  const { user } = open('c3', { answers: { connection: wideConnection() } })
  expect((await soon('details-count')).textContent).toBe('400 of 400')
  await user.type(screen.getByTestId('details-search'), 'DEALS 39')
  expect(await listed(), 'in whatever case, each word somewhere').toEqual(['details-stream-deals_394'])
  await user.keyboard('{Escape}')
  expect(await listed(), 'a few of all again').toHaveLength(8)
  await user.type(screen.getByTestId('details-search'), 'zzz')
  expect(screen.getByTestId('details-brings').textContent).toContain('No stream has “zzz” in its name.')
})

it('tells of a key what was entered beside it, and leads to where another one is entered', async () => {
  const { user, sent } = open('k1', { answers: { connection: { ...keyConnection(), trouble: FAULTS.tokenExpired }, connector: keyConnector() } })
  expect((await soon('fact-input-server')).textContent).toBe('https://reviews.example.org')
  expect(screen.getByTestId('access-facts').textContent, 'nobody consented').not.toContain('Account')
  expect((await soon('token-place')).textContent).toContain('The key is in the keychain')
  expect(screen.getByTestId('details-manage').textContent).toContain('stays valid at the source')
  const form = '#/connect/k1/authorize'
  expect(screen.getByTestId('details-key').getAttribute('href')).toBe(form)
  expect(screen.getByTestId('fault-action').textContent, 'what it does').toBe('Enter another key')
  await user.click(screen.getByTestId('fault-action'))
  await waitFor(() => expect(window.location.hash, 'a key cannot be reconnected').toBe(form))
  expect(callsOf(sent, 'authorize')).toEqual([])
})

const happened = (at: string, what: string): ActivityView => ({ at, connection: 'c1', what, says: what })

it('puts what needed the person first, and keeps the rest in its order', () => {
  const entries = [
    happened('9', 'synced'),
    happened('8', 'refreshed'),
    happened('7', 'failed'),
    happened('6', 'synced'),
    happened('5', 'reauthorize'),
    happened('4', 'failed'),
    happened('3', 'synced'),
  ]
  expect(neededFirst(entries).map(({ at }) => at)).toEqual(['7', '5', '9', '8', '6', '4'])
})

it('is paused and goes on by a switch', async () => {
  const { user, sent } = open('c3')
  await user.click(await soon('details-paused'))
  await soon('details-resume')
  expect(screen.queryByTestId('sync-now'), 'nothing to sync meanwhile').toBeNull()
  await user.click(screen.getByTestId('details-paused'))
  await soon('sync-now')
  expect([callsOf(sent, 'pause'), callsOf(sent, 'resume')]).toEqual([[{ id: 'c3' }], [{ id: 'c3' }]])
})

it('syncs, and says why it cannot', async () => {
  const { user } = open('c3', { faults: { sync: FAULTS.diskFull } })
  await user.click(await soon('sync-now'))
  expect((await soon('fault')).dataset['code']).toBe('disk_full')
})

it('leads back to the list once it is deleted', async () => {
  const { user, sent } = open('c3')
  await user.click(await soon('details-delete'))
  await user.click(await soon('delete-confirm'))
  await soon('connections')
  expect(callsOf(sent, 'delete')).toEqual([{ id: 'c3', tables: 'keep' }])
})

it('says that it cannot be shown, which is not that it is gone', async () => {
  open('c3', { faults: { connection: FAULTS.diskFull } })
  expect((await soon('heading')).textContent).toBe('This connection cannot be shown')
  expect(screen.getByTestId('details-back').getAttribute('href')).toBe('#/')
})
