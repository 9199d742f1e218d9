import { screen, waitFor, within } from '@testing-library/react'
import { expect, it, vi } from 'vitest'

import { FAULTS } from '../../host/demo/faults'
import { keyConnection } from '../../host/demo/keyed'
import { callsOf, openWindow, soon } from '../../test/window'

it('says each state in a word', async () => {
  openWindow({})
  await soon('connections')
  const words = Object.fromEntries(
    ['c1', 'c2', 'c3', 'c4', 'c6'].map((id) => [id, screen.getByTestId(`status-${id}`).textContent]),
  )
  expect(words, 'colour alone says nothing to many').toEqual({
    c1: 'Reauthorize',
    c2: 'Error',
    c3: 'Active',
    c4: 'Paused',
    c6: 'Not finished',
  })
})

it('heals a dead grant with one click, in place', async () => {
  const { user, sent } = openWindow({ pace: 150 })
  expect(within(await soon('connection-c1')).getByTestId('fault').dataset['code'], 'its cause is shown').toBe(
    'token_expired',
  )
  await user.click(screen.getByTestId('reconnect-c1'))
  expect(
    within(screen.getByTestId('connection-c1')).getByTestId('waiting'),
    'in the list, not in a dialog',
  ).toBeTruthy()
  await waitFor(() => expect(screen.getByTestId('status-c1').textContent, 'the same connection').toBe('Active'))
  expect(callsOf(sent, 'authorize'), 'the one command').toEqual([{ id: 'c1' }])
  expect(screen.getByTestId('rows-c1').textContent, 'its rows stayed').toBe('3,600 rows')
  await waitFor(() => expect(screen.getByTestId('announcement').textContent).toMatch(/^HubSpot – Marketing is connected as /))
})

it('keeps the focus while a consent takes the place of a button, and of its own end', async () => {
  const { user } = openWindow({ consent: 'never' })
  await user.click(await soon('reconnect-c1'))
  const panel = await soon('waiting')
  expect(document.activeElement, 'the button is gone').toBe(panel)
  await user.click(screen.getByTestId('cancel-attempt'))
  await waitFor(() => expect(screen.queryByTestId('waiting')).toBeNull())
  expect(document.activeElement, 'on the connection it was of').toBe(screen.getByTestId('open-c1'))
})

it('says again what came while another window was in front', async () => {
  const inFront = vi.spyOn(document, 'hasFocus').mockReturnValue(false)
  const { user } = openWindow({})
  await user.click(await soon('reconnect-c1'))
  const said = screen.getByTestId('announcement')
  await waitFor(() => expect(said.textContent).toContain('is connected'))
  const words = said.textContent
  window.dispatchEvent(new Event('focus'))
  await waitFor(() => expect(said.textContent, 'a change, or nobody reads it').toBe(''))
  await waitFor(() => expect(said.textContent).toBe(words))
  inFront.mockRestore()
})

it('says of a key that it stays valid at the source', async () => {
  const { user } = openWindow({ answers: { connections: [keyConnection()] } })
  await user.click(await soon('menu-k1'))
  await user.click(await soon('menu-delete'))
  expect((await soon('delete-dialog')).textContent).toContain('At Review Board it stays valid')
})

it('asks what happens to the rows, deletes, and says what happened', async () => {
  const { user, sent } = openWindow({})
  await user.click(await soon('menu-c3'))
  await user.click(await soon('menu-delete'))
  await user.click(await soon('tables-drop'))
  await user.click(screen.getByTestId('delete-confirm'))
  await waitFor(() => expect(screen.queryByTestId('connection-c3')).toBeNull())
  expect(callsOf(sent, 'delete')).toEqual([{ id: 'c3', tables: 'drop' }])
  expect(screen.getByTestId('notice').textContent, 'whether the provider knows').toContain('revoked at Sandbox')
})

it('renames, and refuses no name', async () => {
  const { user, sent } = openWindow({})
  await user.click(await soon('menu-c3'))
  await user.click(await soon('menu-rename'))
  await user.clear(await soon('rename-name'))
  await user.click(screen.getByTestId('rename-save'))
  expect(callsOf(sent, 'rename'), 'an empty name is none').toEqual([])
  await user.type(screen.getByTestId('rename-name'), 'Practice{Enter}')
  await waitFor(() => expect(screen.getByTestId('open-c3').textContent).toBe('Practice'))
})

it('pauses and resumes', async () => {
  const { user } = openWindow({})
  await user.click(await soon('menu-c3'))
  await user.click(await soon('menu-pause'))
  await waitFor(() => expect(screen.getByTestId('status-c3').textContent).toBe('Paused'))
  await user.click(screen.getByTestId('menu-c3'))
  await user.click(await soon('menu-resume'))
  await waitFor(() => expect(screen.getByTestId('status-c3').textContent).toBe('Active'))
})

it('offers to try again when the list itself cannot be read, and copies the details', async () => {
  const { user, sent } = openWindow({ faults: { connections: FAULTS.diskFull } })
  const fault = await soon('fault')
  await user.click(within(fault).getByTestId('fault-copy'))
  expect(await navigator.clipboard.readText(), 'code, time, words and technical part').toContain('disk_full')
  const before = callsOf(sent, 'connections').length
  await user.click(within(fault).getByTestId('fault-action'))
  await waitFor(() => expect(callsOf(sent, 'connections').length, 'asked again').toBeGreaterThan(before))
})

it('keeps the theme', async () => {
  const { user } = openWindow({})
  await user.click(await soon('theme'))
  expect(document.documentElement.dataset['theme'], 'the first step away from the system').toBe('light')
  await user.click(screen.getByTestId('theme'))
  expect([document.documentElement.dataset['theme'], localStorage.getItem('theme')]).toEqual(['dark', 'dark'])
})

it('draws a few of five hundred connections and finds one of them', async () => {
  const { user } = openWindow({ start: 'many' })
  await soon('connection-m0')
  expect(screen.getAllByTestId(/^connection-m\d+$/).length, 'only what is in sight').toBeLessThan(60)
  await user.type(screen.getByTestId('connection-search'), 'shopify 499')
  await waitFor(() => expect(screen.getByTestId('connection-count').textContent).toBe('1 of 500'))
  expect(screen.getAllByTestId(/^connection-m\d+$/)).toHaveLength(1)
})
