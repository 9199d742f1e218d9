import { screen, waitFor, within } from '@testing-library/react'
import { expect, it } from 'vitest'

import { callsOf, openWindow, soon } from '../../test/window'

const ID = '7f1c2b1e-5a0d-4c8e-9b57-0c9f3a2f6d41'
const KEY = '-----BEGIN PRIVATE KEY-----\ncanary-key\n-----END PRIVATE KEY-----'

async function openConnector(id: string, options: Parameters<typeof openWindow>[0] = {}) {
  const opened = openWindow({ start: 'empty', consent: 'never', ...options }, { screen: 'catalogue' })
  await opened.user.click(await soon(`tile-${id}`))
  await soon('continue-authorize')
  return opened
}

it('proposes the way without a person first and needs no callback address for it', async () => {
  const { user } = await openConnector('zoom')
  expect(screen.getByTestId('way-clientCredentials'), 'the first is proposed').toHaveProperty('checked', true)
  expect(screen.queryByTestId('callback-url'), 'no browser comes back').toBeNull()
  expect(screen.getByTestId('continue-authorize').textContent, 'no page is opened').toBe('Connect')
  await user.click(screen.getByTestId('way-authorizationCode'))
  expect(screen.getByTestId('callback-url'), 'now one does').toBeTruthy()
})

it('keeps the chosen way before it authorizes', async () => {
  const { user, sent } = await openConnector('github')
  await user.click(screen.getByTestId('way-deviceCode'))
  await user.click(screen.getByTestId('continue-authorize'))
  await soon('device-code')
  expect(
    sent.map(({ name }) => name).filter((name) => name === 'use_grant' || name === 'authorize'),
    'in this order',
  ).toEqual(['use_grant', 'authorize'])
})

it('needs nothing entered where Headwater registers itself', async () => {
  const { user, sent } = await openConnector('mastodon')
  expect(screen.getByTestId('client-registered')).toBeTruthy()
  expect(screen.queryByTestId('client-id'), 'there is no form').toBeNull()
  await user.type(screen.getByTestId('input-server'), 'https://social.example')
  await user.click(screen.getByTestId('continue-authorize'))
  await soon('waiting')
  expect(callsOf(sent, 'save_client'), 'nothing to keep').toEqual([])
})

it('says what the further callback addresses are for', async () => {
  await openConnector('hubspot')
  const group = screen.getByRole('group', { name: /Further callback URLs/ })
  expect(group.textContent).toContain('when another program occupies the first one’s port')
  expect(within(group).getByTestId('callback-spare-1')).toHaveProperty('value', 'http://localhost:53683/callback')
})

it('takes an https address of the user’s own as the callback', async () => {
  const { user, sent } = await openConnector('hubspot')
  await user.type(screen.getByTestId('client-id'), ID)
  await user.type(screen.getByTestId('client-secret'), 'canary')
  await user.click(screen.getByTestId('callback-own'))
  expect(screen.queryByTestId('callback-url'), 'there is one address to register').toBeNull()
  await user.type(screen.getByTestId('callback-relay'), 'http://relay.example')
  await user.click(screen.getByTestId('continue-authorize'))
  expect(callsOf(sent, 'authorize'), 'http is not taken').toEqual([])
  await user.clear(screen.getByTestId('callback-relay'))
  await user.type(screen.getByTestId('callback-relay'), 'https://relay.example/back')
  await user.click(screen.getByTestId('continue-authorize'))
  await soon('waiting')
  expect(callsOf(sent, 'save_client')).toMatchObject([{ client: { relay: 'https://relay.example/back' } }])
})

it('keeps a development and a production app apart', async () => {
  const { user, sent } = await openConnector('hubspot')
  await user.type(screen.getByTestId('client-id'), ID)
  await user.click(screen.getByTestId('client-kind-development'))
  await waitFor(() => expect(screen.getByTestId('client-id'), 'the other one is empty').toHaveProperty('value', ''))
  const order = sent.map(({ name }) => name).filter((name) => name === 'save_client' || name === 'use_client_kind')
  expect(order, 'what was typed is kept for the first one').toEqual(['save_client', 'use_client_kind'])
  expect(callsOf(sent, 'use_client_kind')).toEqual([{ id: 'd1', kind: 'development' }])
})

it('imports a client file as a secret', async () => {
  const { user, sent } = await openConnector('google-sheets')
  await user.click(screen.getByTestId('use-own'))
  const text = '{"installed":{"client_id":"x","client_secret":"canary-secret"}}'
  await user.upload(screen.getByTestId('client-import'), new File([text], 'client_secret.json'))
  await waitFor(() => expect(screen.getByTestId('client-id')).toHaveProperty('value', ID))
  expect(callsOf(sent, 'import_client'), 'the file as it is').toEqual([{ id: 'd1', text }])
  expect(document.body.innerHTML, 'nothing of it stays in the window').not.toContain('canary-secret')
})

it('takes a key and a certificate of several lines, masked, and sends them once', async () => {
  const { user, sent } = await openConnector('docusign')
  await user.type(screen.getByTestId('client-id'), ID)
  await user.click(screen.getByTestId('client-secret'))
  await user.paste('not a key')
  await user.tab()
  expect(screen.getByTestId('field-error').textContent, 'its shape is checked').toContain('PRIVATE KEY')
  await user.clear(screen.getByTestId('client-secret'))
  await user.click(screen.getByTestId('client-secret'))
  await user.paste(KEY)
  const certificate = `-----BEGIN CERTIFICATE-----\ncanary\n-----END CERTIFICATE-----\n${KEY}`
  await user.upload(screen.getByTestId('client-certificate-file'), new File([certificate], 'client.pem'))
  await waitFor(() => expect(screen.getByTestId('client-certificate')).toHaveProperty('value', certificate))
  await user.click(screen.getByTestId('continue-authorize'))
  await soon('waiting')
  expect(callsOf(sent, 'save_client').map(({ client }) => client)).toEqual([
    { kind: 'own', clientId: ID, clientSecret: KEY, certificate, relay: '' },
  ])
})

it.each([
  ['passed', 'The credentials are right'],
  ['failed', 'The client secret was not accepted'],
  ['skipped', 'The provider does not tell in advance'],
] as const)('checks credentials without a consent: %s', async (client, said) => {
  const { user, sent } = await openConnector('hubspot', { client })
  expect(screen.getByTestId('client-check'), 'there is nothing to check yet').toHaveProperty('disabled', true)
  await user.type(screen.getByTestId('client-id'), ID)
  await user.type(screen.getByTestId('client-secret'), 'canary-secret')
  await user.click(screen.getByTestId('client-check'))
  expect((await soon('client-verdict')).textContent).toContain(said)
  expect(callsOf(sent, 'save_client'), 'what is checked is kept').toHaveLength(1)
  expect(screen.getByTestId('client-secret'), 'the secret is in the keychain').toHaveProperty('value', '')
  await user.type(screen.getByTestId('client-id'), '0')
  expect(screen.queryByTestId('client-verdict'), 'it says nothing of another ID').toBeNull()
})

it('asks only for the optional permissions that stay ticked, and says what that costs', async () => {
  const { user, sent } = await openConnector('hubspot')
  expect(screen.queryByTestId('scope-oauth-ask'), 'what is required cannot be unticked').toBeNull()
  await user.click(screen.getByTestId('scope-tickets-ask'))
  await waitFor(() =>
    expect(screen.getByTestId('scope-tickets').textContent).toContain('These streams stay unavailable: tickets.'),
  )
  await user.click(screen.getByTestId('scope-tickets-ask'))
  await waitFor(() => expect(screen.getByTestId('scope-tickets').textContent).not.toContain('unavailable'))
  expect(callsOf(sent, 'decline_scopes').map(({ scopes }) => scopes)).toEqual([['tickets'], []])
})

it('takes several lines for the streams of the generic connector', async () => {
  const { user, sent } = await openConnector('rest-oauth2')
  const paths = screen.getByTestId('input-paths')
  expect(paths.tagName).toBe('TEXTAREA')
  await user.clear(paths)
  await user.type(paths, '/contacts{Enter}orders = /v1/orders')
  await user.click(screen.getByTestId('leave'))
  await soon('finish-d1')
  expect(callsOf(sent, 'save_inputs').at(-1)?.inputs['paths'], 'Enter makes a line and sends nothing').toBe(
    '/contacts\norders = /v1/orders',
  )
})

it('says when the guide was last checked', async () => {
  await openConnector('hubspot')
  expect(screen.getByTestId('guide-checked').textContent).toBe('Last checked November 9, 2026')
})
