import { screen, waitFor, within } from '@testing-library/react'
import { expect, it } from 'vitest'

import { callsOf, openWindow, soon } from '../../test/window'

it('names what was not granted with the streams that it costs, and grants it', async () => {
  const { user, sent } = openWindow({ consent: 'never' })
  const row = await soon('connection-c8')
  expect(within(row).getByTestId('missing-tickets').textContent).toBe(
    'Your tickets. Without it, tickets cannot be read.',
  )
  await user.click(within(row).getByTestId('grant-missing'))
  await waitFor(() => expect(callsOf(sent, 'authorize')).toEqual([{ id: 'c8' }]))
  expect(callsOf(sent, 'decline_scopes'), 'what was declined before is asked for now').toEqual([
    { id: 'c8', scopes: [] },
  ])
})

it('warns calmly before a grant ends, and reconnects in time', async () => {
  const { user, sent } = openWindow({ consent: 'never' })
  const note = within(await soon('connection-c7')).getByTestId('grant-end')
  expect(note.textContent, 'when and why').toMatch(/ends on \w{3}, \w{3} \d+, in 6 days.*testing mode/)
  expect(screen.getByTestId('status-c7').textContent, 'it works until then').toBe('Active')
  await user.click(within(note).getByTestId('reconnect-early'))
  await waitFor(() => expect(callsOf(sent, 'authorize')).toEqual([{ id: 'c7' }]))
})

it('arranges access by when it needs a person, the nearest first', async () => {
  const { user } = openWindow({})
  await user.click(await soon('calendar-open'))
  const entries = within(await soon('calendar')).getAllByTestId(/^calendar-c\d$/)
  expect(entries.map((entry) => entry.dataset['testid'])).toEqual([
    'calendar-c1',
    'calendar-c9',
    'calendar-c7',
    'calendar-c5',
    'calendar-c2',
  ])
  expect(screen.getByTestId('calendar-count-bad').textContent, 'one has ended, one waits for approval').toContain('2')
  expect(screen.getByTestId('calendar-lasting').textContent, 'what has no known end needs nobody').toContain('Sandbox')
  expect(screen.getByTestId('calendar-year').textContent, 'months in which nothing ends are told too').toContain('nothing ends')
})

it('reconnects from the calendar and shows what goes on', async () => {
  const { user, sent } = openWindow({ consent: 'never' }, { screen: 'calendar' })
  await user.click(await soon('calendar-reconnect-c7'))
  await soon('waiting')
  expect(window.location.hash).toBe('#/connection/c7')
  expect(callsOf(sent, 'authorize')).toEqual([{ id: 'c7' }])
})

it('says so where there is no access yet', async () => {
  openWindow({ start: 'empty' }, { screen: 'calendar' })
  await soon('calendar-none')
  expect(screen.queryByTestId('calendar')).toBeNull()
})

it('does not count failed streams of a connection that waits for its grant', async () => {
  openWindow({})
  expect((await soon('connection-c1')).textContent, 'they were not tried').not.toContain('failed')
})

it('tells all of a connection on its page', async () => {
  const { user, sent } = openWindow({})
  await user.click(await soon('menu-c8'))
  await user.click(await soon('menu-details'))
  expect((await soon('fact-permissions')).textContent).toBe('5 of 6 granted')
  expect(screen.getByTestId('fact-account').textContent).toBe('grace@example.com')
  expect((await soon('granted-crm.objects.deals.read')).textContent, 'in plain words').toContain('Your deals')
  expect(screen.queryByTestId('granted-tickets'), 'what is missing is not among them').toBeNull()
  expect(callsOf(sent, 'activity'), 'of this one').toEqual([{ connection: 'c8' }])
})

it('says of a grant that cannot be renewed until when it works', async () => {
  openWindow({}, { screen: 'connection', id: 'c5' })
  expect((await soon('fact-renews')).textContent).toContain('Cannot renew itself: works until')
  expect(screen.getByTestId('fact-ends').textContent).toContain('in 31 days')
})

it('grants from the stream that needs it and comes back to the streams', async () => {
  const { user, sent } = openWindow({ pace: 50 }, { screen: 'connect', id: 'c8', step: 'streams' })
  const tickets = await soon('stream-tickets')
  expect(tickets, 'no permission, no tick').toHaveProperty('disabled', true)
  const button = screen.getByTestId('fault-action')
  expect(button.textContent).toBe('Grant')
  await user.click(button)
  await soon('waiting')
  await soon('streams')
  expect(window.location.hash, 'where one came from').toBe('#/connect/c8/streams')
  expect(callsOf(sent, 'decline_scopes')).toEqual([{ id: 'c8', scopes: [] }])
})
