import { screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'

import { keyConnection } from '../../host/demo/keyed'
import { callsOf, openWindow, soon } from '../../test/window'
import { find, type PaletteAction } from './action'

const action = (title: string, aliases: string[] = []): PaletteAction => ({
  id: title,
  title,
  aliases,
  group: 'go',
  icon: 'flow',
  run: () => undefined,
})
const titles = (query: string) =>
  find([action('HubSpot: pause'), action('Settings: Network'), action('Pause the music', ['Émile'])], query).map(
    ({ title }) => title,
  )

it('finds every word, without case and accents, the likeliest first', () => {
  expect(titles('pause'), 'a title that begins with it comes first').toEqual(['Pause the music', 'HubSpot: pause'])
  expect(titles('net SET'), 'in any order').toEqual(['Settings: Network'])
  expect(titles('emile'), 'other names too').toEqual(['Pause the music'])
  expect(titles('hubspot network'), 'no action is both').toEqual([])
})

it('does everything from the keyboard', async () => {
  const { user, sent } = openWindow({})
  await soon('connections')
  await user.keyboard('{Control>}k{/Control}')
  const search = await soon('palette-search')
  await waitFor(() => expect(document.activeElement, 'one types at once').toBe(search))
  await user.keyboard('sandbox: pause{Enter}')
  await waitFor(() => expect(callsOf(sent, 'pause'), 'Enter does the first').toEqual([{ id: 'c3' }]))
  expect(screen.queryByTestId('palette'), 'it closes').toBeNull()

  await user.keyboard('{Control>}k{/Control}')
  await user.type(await soon('palette-search'), 'settings')
  await user.keyboard('{ArrowDown}{ArrowUp}{ArrowDown}{ArrowDown}{Enter}')
  await soon('settings-network')
})

it('begins with what waits for the person, then with where one can go', async () => {
  const { user } = openWindow({})
  await user.click(await soon('palette-open'))
  await soon('action-reconnect-c1')
  const shown = screen.getAllByRole('option').map(({ dataset }) => dataset['testid'] ?? '')
  const first = shown.findIndex((id) => id === 'action-connections')
  expect(shown.slice(0, first).every((id) => /^action-(reconnect|finish|newKey)-/.test(id)), String(shown.slice(0, first))).toBe(true)
  expect(shown.indexOf('action-sync-c3'), 'after the places').toBeGreaterThan(first)
})

it('asks before it deletes', async () => {
  const { user, sent } = openWindow({})
  await user.click(await soon('palette-open'))
  await user.type(await soon('palette-search'), 'sandbox: delete{Enter}')
  await soon('delete-dialog')
  expect(callsOf(sent, 'delete'), 'nothing is done yet').toEqual([])
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByTestId('delete-dialog')).toBeNull())
})

it('offers what a connection can do as it stands, and says where nothing matches', async () => {
  const { user } = openWindow({})
  await user.click(await soon('palette-open'))
  await user.type(await soon('palette-search'), 'marketing')
  await soon('action-reconnect-c1')
  expect(screen.queryByTestId('action-sync-c1'), 'its access has ended').toBeNull()
  await user.type(screen.getByTestId('palette-search'), ' zzz')
  await waitFor(() => expect(screen.getByTestId('palette').textContent).toContain('No action matches'))
})

it('opens a schedule to be changed, and pauses all of them', async () => {
  const { user, sent } = openWindow({})
  await soon('connections')
  await user.click(screen.getByTestId('palette-open'))
  await user.click(await soon('action-schedule-c3'))
  await soon('schedule-cron')
  await user.click(screen.getByTestId('palette-open'))
  await user.type(await soon('palette-search'), 'pause all{Enter}')
  await waitFor(() => expect(callsOf(sent, 'save_general')[0]?.settings.schedulesPaused).toBe(true))
})

it('offers another key where there is nothing to reconnect', async () => {
  const { user } = openWindow({ answers: { connections: [keyConnection()] } })
  await soon('connections')
  await user.click(screen.getByTestId('palette-open'))
  await user.type(await soon('palette-search'), 'key review')
  await soon('action-newKey-k1')
  expect(screen.queryByTestId('action-reconnect-k1')).toBeNull()
})
