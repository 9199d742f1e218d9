import { screen, waitFor, within } from '@testing-library/react'
import { expect, it } from 'vitest'

import type { Section } from '../../app/route'
import { FAULTS } from '../../host/demo/faults'
import { callsOf, openWindow, soon } from '../../test/window'
import { text } from '../../text'

const open = (section: Section, options: Parameters<typeof openWindow>[0] = {}) =>
  openWindow(options, { screen: 'settings', section })

it('keeps a proxy with the hosts that go around it', async () => {
  const { user, sent } = open('network')
  await user.click(await soon('proxy-explicit'))
  await user.click(screen.getByTestId('network-save'))
  expect(screen.getByTestId('field-error').textContent, 'its address is missing').toContain('missing')
  expect(callsOf(sent, 'save_network'), 'nothing is sent').toEqual([])
  await user.type(screen.getByTestId('proxy-url'), 'http://proxy.example.com:3128')
  await user.type(screen.getByTestId('proxy-bypass'), '.internal.example{Enter}localhost')
  await user.click(screen.getByTestId('network-save'))
  await waitFor(() => expect(screen.getByTestId('notice').textContent).toContain('Saved'))
  expect(callsOf(sent, 'save_network')).toEqual([
    {
      settings: {
        proxy: { kind: 'explicit', url: 'http://proxy.example.com:3128', bypass: ['.internal.example', 'localhost'] },
        caFile: null,
        certificateFile: null,
        connectSeconds: 10,
        readSeconds: 30,
      },
    },
  ])
})

it('shows a refusal at the field that it is about', async () => {
  const { user } = open('network')
  await user.type(await soon('ca-file'), '/missing.pem')
  await user.click(screen.getByTestId('network-save'))
  await waitFor(() => expect(screen.getByTestId('ca-file').getAttribute('aria-invalid')).toBe('true'))
  expect(screen.getByTestId('field-error').textContent, 'why and what to do').toContain('The file is not there.')
  expect(screen.queryByTestId('fault'), 'once').toBeNull()
  await user.type(screen.getByTestId('ca-file'), 'x')
  expect(screen.getByTestId('ca-file').getAttribute('aria-invalid'), 'until it is edited').toBeNull()
})

it('shows any other refusal as a fault', async () => {
  const { user } = open('network', { faults: { save_network: FAULTS.diskFull } })
  await user.click(await soon('network-save'))
  expect((await soon('fault')).dataset['code']).toBe('disk_full')
})

it('shows what a policy sets, and lets nobody change it here', async () => {
  const managed = { file: '/etc/headwater/policy.toml', general: ['autostart'], network: ['proxy'] }
  const { user, sent } = openWindow({ answers: { managed } }, { screen: 'settings', section: 'general' })
  expect((await soon('managed')).textContent, 'who sets it, and where').toContain('/etc/headwater/policy.toml')
  expect(screen.getByTestId('autostart'), 'set by the policy').toHaveProperty('disabled', true)
  await user.click(screen.getByTestId('autostart'))
  expect(callsOf(sent, 'save_general'), 'it is not sent').toEqual([])
  await user.click(screen.getByTestId('close-to-tray'))
  expect(callsOf(sent, 'save_general'), 'all else is').toHaveLength(1)
  await user.click(screen.getByTestId('section-network'))
  await soon('managed')
  expect(screen.getByTestId('proxy-direct').matches(':disabled')).toBe(true)
  expect(screen.getByTestId('ca-file').matches(':disabled')).toBe(false)
})

it('says that nobody is asked for updates', async () => {
  open('about')
  expect((await soon('about-updates')).textContent).toContain(text.about.updatesOff)
})

it('tells of a newer version where somebody is asked, and leads to it', async () => {
  const update = { host: 'updates.example.com', version: '9.1.0', isNewer: true, page: 'https://example.com' }
  const { user, sent } = open('about', { answers: { update } })
  expect((await soon('about-updates')).textContent).toContain('9.1.0')
  await user.click(screen.getByTestId('about-update-open'))
  expect(callsOf(sent, 'open_update')).toHaveLength(1)
})

it('counts requests by host', async () => {
  open('ledger')
  const host = await soon('host-blue-lake.myshopify.com:443')
  expect(
    within(host)
      .getAllByRole('cell')
      .map(({ textContent }) => textContent),
  ).toEqual(['311', '4', expect.stringMatching(/^\d+ min ago$/)])
  expect(screen.getByTestId('ledger').textContent).toContain('1,703 requests to 4 hosts')
})

it('looks at this computer, and at what a connector needs of it', async () => {
  const { user, sent } = open('doctor', { consent: 'portTaken' })
  expect((await soon('doctor-verdict')).textContent).toBe('Everything is as it should be.')
  await user.selectOptions(screen.getByTestId('doctor-connector'), 'hubspot')
  const port = await soon('finding-Port 53682')
  expect([port.dataset['outcome'], port.textContent]).toEqual(['failed', expect.stringContaining('Needs you')])
  expect(screen.getByTestId('doctor-verdict').textContent).toBe('1 thing needs you.')
  await user.click(screen.getByTestId('doctor-again'))
  await waitFor(() =>
    expect(callsOf(sent, 'doctor').map(({ connector }) => connector)).toEqual([null, 'hubspot', 'hubspot']),
  )
})

it('lets the owner change what programs may have', async () => {
  const { user, sent } = open('programs', { callers: 'waiting' })
  await soon('caller-q1')
  expect(screen.queryByTestId('caller-prompt'), 'the question stands in the table here').toBeNull()
  expect(screen.getByTestId('caller-q3-state').textContent).toBe('Allowed')
  await user.click(screen.getByTestId('refuse-q3'))
  await waitFor(() => expect(screen.getByTestId('caller-q3-state').textContent).toBe('Refused'))
  expect(callsOf(sent, 'decide_caller')).toEqual([{ caller: 'q3', decision: 'refuse' }])
})

it('asks for a program anywhere, without taking the focus', async () => {
  const { user, sent } = openWindow({ callers: 'waiting' }, { screen: 'catalogue' })
  const prompt = await soon('caller-prompt')
  expect(screen.getByTestId('caller-question').textContent).toBe(
    'python3.12 asks for access tokens of HubSpot – Marketing.',
  )
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('catalogue-search')))
  expect(prompt.contains(document.activeElement), 'one goes on typing').toBe(false)
  await waitFor(() => expect(screen.getByTestId('announcement').textContent, 'heard too').toContain('python3.12 asks'))
  await user.click(screen.getByTestId('caller-allow'))
  await waitFor(() => expect(screen.getByTestId('caller-question').textContent, 'the next').toContain('duckdb'))
  await user.click(screen.getByTestId('caller-later'))
  expect(screen.queryByTestId('caller-prompt'), 'put off').toBeNull()
  expect(callsOf(sent, 'decide_caller'), 'putting off is no answer').toEqual([{ caller: 'q1', decision: 'allow' }])
})

it('lists what happened, of all or of one connection', async () => {
  const { user, sent } = open('activity')
  expect((await soon('activity-token')).textContent, 'which program had a token').toContain('/usr/bin/curl')
  await user.selectOptions(await soon('activity-connection'), 'c1')
  await soon('activity-reauthorize')
  await waitFor(() => expect(screen.queryByTestId('activity-token'), 'of another connection').toBeNull())
  expect(callsOf(sent, 'activity').map(({ connection }) => connection)).toEqual([null, 'c1'])
})

it('shows the activity of one day, and of the connection that a link names', async () => {
  const { user, sent } = openWindow({}, { screen: 'settings', section: 'activity', connection: 'c8' })
  await soon('activity-caller_allowed')
  expect(callsOf(sent, 'activity')).toEqual([{ connection: 'c8' }])
  const [busy] = within(screen.getByTestId('activity-chart')).getAllByRole('button')
  await user.click(busy as HTMLElement)
  expect(screen.getByTestId('activity-count').textContent, 'both happened within that hour').toBe('2 of 2')
  expect(busy?.getAttribute('aria-pressed')).toBe('true')
})

it('goes through the sections by links', async () => {
  const { user } = openWindow({})
  await user.click(await soon('nav-settings'))
  await user.click(await soon('section-ledger'))
  await soon('ledger')
  expect(screen.getByTestId('section-ledger').getAttribute('aria-current')).toBe('page')
  expect(window.location.hash, 'it can be gone back to').toBe('#/settings/ledger')
})

it('keeps another language and theme, and says what the app is', async () => {
  const { user } = openWindow({}, { screen: 'settings', section: 'appearance' })
  await user.click(await soon('theme-choice-dark'))
  expect(document.documentElement.dataset['theme'], 'at once').toBe('dark')
  await user.selectOptions(screen.getByTestId('language'), 'de')
  expect(localStorage.getItem('language'), 'the window opens anew with it').toBe('de')
  await user.click(screen.getByTestId('section-about'))
  expect((await soon('about-version')).textContent).toBe('0.1.0')
})

it('finds in what happened, counts it per day and copies it', async () => {
  const { user } = openWindow({}, { screen: 'settings', section: 'activity' })
  expect((await soon('activity-chart')).textContent, 'each bar says its day').toMatch(/\d+ entr/)
  await user.type(screen.getByTestId('activity-search'), 'hubspot')
  expect(screen.getByTestId('activity-count').textContent).toBe('4 of 16')
  await user.click(screen.getByTestId('activity-needing'))
  expect(screen.getByTestId('activity-count').textContent, 'of those, what needs a person').toBe('1 of 16')
  await user.click(screen.getByTestId('activity-needing'))
  await user.click(screen.getByTestId('activity-export'))
  const csv = await navigator.clipboard.readText()
  expect(csv.trim().split('\r\n'), 'a header and what was found').toHaveLength(5)
  expect(csv, 'by the connection’s name').toContain('HubSpot – Marketing')
})
