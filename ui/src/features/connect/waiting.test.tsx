import { screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'

import { FAULTS } from '../../host/demo/faults'
import { callsOf, openWindow, soon } from '../../test/window'

const ID = '7f1c2b1e-5a0d-4c8e-9b57-0c9f3a2f6d41'

async function authorize(connector: string, options: Parameters<typeof openWindow>[0] = {}, way?: string) {
  const opened = openWindow({ start: 'empty', ...options }, { screen: 'catalogue' })
  const { user } = opened
  await user.click(await soon(`tile-${connector}`))
  if (way) await user.click(await soon(`way-${way}`))
  await soon('continue-authorize')
  if (screen.queryByTestId('client-id')) {
    await user.type(screen.getByTestId('client-id'), ID)
    await user.type(screen.getByTestId('client-secret'), 'secret')
  }
  await user.click(screen.getByTestId('continue-authorize'))
  return opened
}

it('shows a device code to be read and copied, and says it', async () => {
  const { user, sent } = await authorize('github', { consent: 'never' }, 'deviceCode')
  expect((await soon('device-code')).textContent).toBe('WDJB-MJHT')
  expect(screen.getByTestId('device-left').textContent, 'until when it works').toMatch(/another 1[45]:\d\d/)
  await waitFor(() =>
    expect(screen.getByTestId('announcement').textContent, 'letter by letter').toContain('W D J B - M J H T'),
  )
  await user.click(screen.getByTestId('device-code-copy'))
  expect(await navigator.clipboard.readText()).toBe('WDJB-MJHT')
  await user.click(screen.getByTestId('open-again'))
  await waitFor(() => expect(callsOf(sent, 'open_again'), 'its page, in this browser').toHaveLength(1))
})

it('takes the pasted address as a secret where the browser cannot come back', async () => {
  const { user, sent } = await authorize('slack')
  await user.click(await soon('paste-address'))
  await user.paste('https://slack.com/somewhere?code=1')
  await user.click(screen.getByTestId('paste-send'))
  expect(screen.getByTestId('field-error').textContent, 'what is wrong is said at once').toContain(
    'https://example.com/oauth/callback',
  )
  expect(callsOf(sent, 'paste_address'), 'nothing is sent').toEqual([])
  await user.clear(screen.getByTestId('paste-address'))
  await user.click(screen.getByTestId('paste-address'))
  await user.paste(' https://example.com/oauth/callback?code=canary&state=s ')
  await user.keyboard('{Enter}')
  await soon('continue-test')
  expect(callsOf(sent, 'paste_address')).toEqual([
    { id: 'd1', address: 'https://example.com/oauth/callback?code=canary&state=s' },
  ])
  expect(document.body.innerHTML, 'the code is nowhere any more').not.toContain('canary')
})

it('says why an address was refused and keeps waiting', async () => {
  const { user } = await authorize('slack')
  await user.click(await soon('paste-address'))
  await user.paste('https://example.com/oauth/callback?code=old')
  await user.click(screen.getByTestId('paste-send'))
  expect((await soon('fault-title')).textContent).toBe(FAULTS.pasteRefused.title)
  expect(screen.getByTestId('paste-address'), 'empty for the next').toHaveProperty('value', '')
})

it('offers to paste for a browser on another computer', async () => {
  const { user, sent } = await authorize('sandbox', { consent: 'never' })
  await user.click(await soon('paste-elsewhere'))
  await user.click(screen.getByTestId('paste-address'))
  await user.paste('http://127.0.0.1/callback?code=1&state=s')
  await user.click(screen.getByTestId('paste-send'))
  await soon('continue-test')
  expect(callsOf(sent, 'paste_address')).toHaveLength(1)
})

it('asks which workspace, with a search where there are many', async () => {
  const { user, sent } = await authorize('xero', { consent: 'choose' })
  await soon('choose')
  await user.click(screen.getByTestId('choose-confirm'))
  expect(callsOf(sent, 'choose'), 'none is chosen for the user').toEqual([])
  await user.type(screen.getByTestId('choose-search'), 'fjord')
  expect(screen.queryByTestId('choice-org-1'), 'the search leaves few').toBeNull()
  await user.click(screen.getByTestId('choice-org-5'))
  await user.keyboard('{Enter}')
  await soon('continue-test')
  expect(callsOf(sent, 'choose')).toEqual([{ id: 'd1', value: 'org-5' }])
})

it.each([
  ['replace', 'The 3,600 rows of the old account are replaced'],
  ['addAsNew', 'This connection and its 3,600 rows stay as they are'],
  ['cancel', 'The new access is given back'],
] as const)('says what becomes of the rows when another account came: %s', async (decision, says) => {
  const { user, sent } = openWindow({ consent: 'otherAccount' })
  await user.click(await soon('reconnect-c1'))
  const dialog = await soon('account-dialog')
  expect(dialog.textContent, 'who was expected and who came').toContain('You signed in as grace@example.com')
  expect(dialog.textContent).toContain(says)
  await user.click(screen.getByTestId(`account-${decision}`))
  await user.click(screen.getByTestId('account-confirm'))
  await waitFor(() => expect(callsOf(sent, 'decide_account')).toEqual([{ id: 'c1', decision }]))
  if (decision === 'addAsNew') await soon('streams')
  else await waitFor(() => expect(screen.queryByTestId('waiting'), 'it is decided').toBeNull())
})

it('decides nothing when the question is put off', async () => {
  const { user, sent } = openWindow({ consent: 'otherAccount' })
  await user.click(await soon('reconnect-c1'))
  await soon('account-dialog')
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByTestId('account-dialog')).toBeNull())
  expect(callsOf(sent, 'decide_account'), 'Esc is no answer').toEqual([])
  expect(callsOf(sent, 'cancel_attempt'), 'nor does it cancel').toEqual([])
  await user.click(screen.getByTestId('account-decide'))
  expect(await soon('account-dialog'), 'it is asked again').toBeTruthy()
})

it('waits for an administrator with a message to send, and tries again', async () => {
  const { user, sent } = openWindow({ consent: 'never' }, { screen: 'connect', id: 'c9', step: 'authorize' })
  expect((await soon('approval-message')).textContent).toContain('Could you approve it?')
  await user.click(screen.getByTestId('approval-copy'))
  expect(await navigator.clipboard.readText()).toContain('Could you approve it?')
  await user.click(screen.getByTestId('approval-again'))
  await soon('waiting')
  expect(callsOf(sent, 'authorize')).toEqual([{ id: 'c9' }])
})

it('offers to check this computer where the callback may be the cause', async () => {
  const { user, sent } = await authorize('hubspot', { consent: 'portTaken' })
  await user.click(await soon('doctor-here'))
  expect((await soon('finding-Port 53682')).textContent, 'with what mends it').toContain('Close it')
  expect(callsOf(sent, 'doctor'), 'for this connector').toEqual([{ connector: 'hubspot' }])
})

it('connects without a browser where nobody has to consent', async () => {
  const { sent } = await authorize('zoom')
  await soon('continue-test')
  expect((await soon('fact-kind')).textContent).toBe('Without a person (client credentials)')
  expect(callsOf(sent, 'authorize')).toHaveLength(1)
})

it('says after five minutes that the link is over, and starts again', async () => {
  const { user, sent } = await authorize('sandbox', { consent: 'late' })
  expect((await soon('fault-title')).textContent).toBe(FAULTS.late.title)
  expect(screen.queryByTestId('waiting'), 'nothing waits any more').toBeNull()
  await user.click(screen.getByTestId('fault-action'))
  await waitFor(() => expect(callsOf(sent, 'authorize')).toHaveLength(2))
})

it('notices that the account is connected already, and opens the other connection', async () => {
  const { user } = openWindow({}, { screen: 'catalogue' })
  await user.click(await soon('tile-sandbox'))
  await user.click(await soon('continue-authorize'))
  expect((await soon('same-account')).textContent, 'which one').toContain('Sandbox')
  expect(await soon('continue-test'), 'both may be kept').toBeTruthy()
  await user.click(screen.getByTestId('open-other'))
  expect(window.location.hash).toBe('#/connection/c3')
})

it('says nothing of another account', async () => {
  await authorize('sandbox')
  await soon('continue-test')
  expect(screen.queryByTestId('same-account')).toBeNull()
})
