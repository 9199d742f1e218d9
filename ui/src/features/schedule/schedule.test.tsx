import { screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'

import type { Schedule } from '../../generated/rpc'
import { callsOf, openWindow, soon } from '../../test/window'
import { near, toForm, toSchedule } from './form'

it('sets a schedule in plain words, and takes it away', async () => {
  const { user, sent } = openWindow({}, { screen: 'connection', id: 'c5' })
  await user.click(await soon('schedule-edit'))
  await user.click(await soon('schedule-daily'))
  await waitFor(() => expect(screen.getByTestId('schedule-upcoming').textContent, 'what it means').toContain('08:00'))
  await user.click(screen.getByTestId('schedule-save'))
  await waitFor(() => expect(screen.getByTestId('schedule-says').textContent).toBe('Every day at 08:00'))
  expect(screen.getByTestId('schedule-next').textContent).toBe('Next: tomorrow 08:00')
  await user.click(screen.getByTestId('schedule-edit'))
  await user.click(await soon('schedule-off'))
  await user.click(screen.getByTestId('schedule-save'))
  await waitFor(() => expect(screen.queryByTestId('schedule-next')).toBeNull())
  const daily: Schedule = { rhythm: { kind: 'daily', at: '08:00' }, catchUp: 'once', spreadMinutes: 0 }
  expect(callsOf(sent, 'save_schedule')).toEqual([
    { id: 'c5', schedule: daily },
    { id: 'c5', schedule: null },
  ])
})

it('says what is wrong with an expression while it is typed', async () => {
  const { user, sent } = openWindow({}, { screen: 'connection', id: 'c5' })
  await user.click(await soon('schedule-edit'))
  await user.click(await soon('schedule-cron'))
  await user.clear(await soon('schedule-expression'))
  await user.type(screen.getByTestId('schedule-expression'), 'daily')
  await waitFor(() => expect(screen.getByTestId('schedule-upcoming').textContent).toContain('five fields'))
  await user.clear(screen.getByTestId('schedule-expression'))
  await user.click(screen.getByTestId('schedule-save'))
  expect(callsOf(sent, 'save_schedule'), 'none is not a schedule').toEqual([])
})

it('says in the list what comes next and what was missed', async () => {
  openWindow({})
  expect((await soon('next-c8')).textContent).toContain('3 missed')
  expect(screen.getByTestId('next-c3').textContent).toContain('Next: ')
  expect(screen.queryByTestId('next-c5'), 'nothing where nothing comes').toBeNull()
})

it('goes where a link leads, once', async () => {
  openWindow({ link: { connection: 'c8' } })
  await soon('schedule-missed')
  expect(window.location.hash).toBe('#/connection/c8')
})

it('says so where a link leads to nothing', async () => {
  openWindow({ link: { connection: 'nowhere' } })
  expect((await soon('heading')).textContent).toBe('This connection is not there any more')
})

it('keeps the choices about the app as they are ticked', async () => {
  const { user, sent } = openWindow({}, { screen: 'settings', section: 'general' })
  await user.click(await soon('notifications'))
  await user.click(screen.getByTestId('close-to-tray'))
  const [first, second] = callsOf(sent, 'save_general').map(({ settings }) => settings)
  expect([first?.quiet, first?.closeToTray], 'one at a time').toEqual([true, true])
  expect([second?.quiet, second?.closeToTray], 'and on top of the other').toEqual([true, false])
})

it('a form gives back the schedule that it was made of', () => {
  const schedules: Schedule[] = [
    { rhythm: { kind: 'every', minutes: 45 }, catchUp: 'all', spreadMinutes: 5 },
    { rhythm: { kind: 'daily', at: '23:59' }, catchUp: 'skip', spreadMinutes: 0 },
    { rhythm: { kind: 'cron', expression: '*/5 * * * *' }, catchUp: 'once', spreadMinutes: 60 },
  ]
  for (const schedule of schedules) expect(toSchedule(toForm(schedule))).toEqual(schedule)
  expect(toSchedule(toForm(null))).toBeNull()
  expect(toSchedule({ ...toForm(null), kind: 'every', minutes: 'often' })).toBeUndefined()
})

it('tells days apart by the calendar here, not by hours', () => {
  const evening = new Date(2026, 2, 28, 23, 30).getTime()
  expect(near(new Date(2026, 2, 29, 0, 10).toISOString(), evening)).toBe('tomorrow')
  expect(near(new Date(2026, 2, 28, 0, 10).toISOString(), evening)).toBe('today')
  expect(near(new Date(2026, 2, 30, 0, 10).toISOString(), evening)).toBeNull()
})
