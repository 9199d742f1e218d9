import { screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'

import { callsOf, openWindow, soon } from '../../test/window'
import { sourceOf } from './Source'

it('tells addresses from paths', () => {
  expect(sourceOf(' https://example.com/a.yaml '), 'an address').toEqual({ url: 'https://example.com/a.yaml' })
  expect(sourceOf('/home/ada/trackly'), 'a folder').toEqual({ path: '/home/ada/trackly' })
  expect(sourceOf('C:\\packs\\trackly.hwpack'), 'a pack on Windows').toEqual({ path: 'C:\\packs\\trackly.hwpack' })
  expect(sourceOf('trackly'), 'a name is neither').toBeNull()
})

it('shows what a connector will do, adds it only then, and opens its form', async () => {
  const { user, sent } = openWindow({}, { screen: 'catalogue' })
  await user.click(await soon('add-connector'))
  await user.type(await soon('add-where'), 'trackly{Enter}')
  expect(screen.getByTestId('field-error').textContent, 'neither an address nor a path').toContain('https://')
  await user.clear(screen.getByTestId('add-where'))
  await user.type(screen.getByTestId('add-where'), 'https://example.com/manifest.yaml{Enter}')
  await soon('plan')
  expect(screen.getByTestId('plan-hosts').textContent, 'whom it will talk to').toContain('auth.example.com')
  expect(screen.getByTestId('plan-stream-sprint_history').textContent, 'what cannot run, why and where').toMatch(
    /Python class.*line 214/,
  )
  expect(callsOf(sent, 'add_connector'), 'looking adds nothing').toEqual([])

  await user.click(screen.getByTestId('plan-add'))
  await user.click(await soon('tile-trackly'))
  await user.type(await soon('input-domain'), 'blue-lake')
  await user.click(screen.getByTestId('input-credentials-oauth'))
  await user.type(screen.getByTestId('input-credentials.client_id'), 'id')
  await user.type(screen.getByTestId('input-credentials.client_secret'), 'canary-secret')
  await user.type(screen.getByTestId('input-start_date'), '2026-01-01')
  await user.click(screen.getByTestId('continue-authorize'))
  await waitFor(() => expect(callsOf(sent, 'save_inputs')).toHaveLength(1))
  expect(callsOf(sent, 'save_inputs')[0]?.inputs, 'by the paths of the fields, of the chosen variant').toMatchObject({
    domain: 'blue-lake',
    credentials: 'oauth',
    'credentials.client_id': 'id',
    'credentials.client_secret': 'canary-secret',
  })
  await soon('checks')
  expect(document.body.innerHTML, 'nothing of it stays in the window').not.toContain('canary-secret')
})

it('says that the engine refuses to remove what came with it', async () => {
  const { user } = openWindow({}, { screen: 'author', connector: 'hubspot' })
  await user.click(await soon('remove-connector'))
  await user.click(await soon('remove-confirm'))
  expect((await soon('fault-title')).textContent).toBe('This connector cannot be removed')
})

it('shows the plan of a pack that was opened from outside, and adds nothing', async () => {
  const { sent } = openWindow({ link: { pack: '/home/ada/trackly pack.hwpack' } })
  await soon('plan')
  expect(callsOf(sent, 'inspect_connector')).toEqual([{ source: { path: '/home/ada/trackly pack.hwpack' } }])
  expect(callsOf(sent, 'add_connector')).toEqual([])
})
