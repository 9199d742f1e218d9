import { screen, waitFor, within } from '@testing-library/react'
import { expect, it } from 'vitest'

import guide from '../../../../docs/guide/troubleshooting.md?raw'
import { faults } from '../../generated/faults'
import { openWindow, soon } from '../../test/window'
import { findFaults, listFaults } from './find'
import { markdownOf, PAGES, sectionsOf } from './pages'
import { COMMON, type Place, TASKS } from './tasks'

const front = () => openWindow({}, { screen: 'help', page: null, section: null })
const named = (query: string) => findFaults(listFaults(), query).named.map(({ code }) => code)

it('shows the page of the faults as it stands in the guide', () => {
  const given = guide.replace(/^# .*\n+/, '').replaceAll(/^## /gm, '# ')
  expect(markdownOf('troubleshooting').trim().split('\n')).toEqual(given.trim().split('\n'))
})

it('has an entry of the guide for every fault, and no other', () => {
  const entries = sectionsOf('troubleshooting').flatMap(({ title }) => title ?? [])
  expect(entries.toSorted()).toEqual(Object.keys(faults).toSorted())
  expect(COMMON.filter((code) => !entries.includes(code))).toEqual([])
})

it('leads each task to a section that is there', () => {
  const places: Place[] = Object.values(TASKS)
  const lost = places.filter(
    ({ page, section }) => section && !sectionsOf(page).some(({ title }) => title === section),
  )
  expect(lost).toEqual([])
  expect(PAGES.filter((page) => sectionsOf(page).every(({ text }) => !text.trim())), 'no page is empty').toEqual([])
})

it.each([
  ['port_taken', ['port_taken'], 'the code'],
  ['error: port_taken while connecting', ['port_taken'], 'the code among other words'],
  ['unreachable', ['unreachable'], 'a code of one word'],
  ['is Shopify unreachable?', [], 'which is a word like others elsewhere'],
  ['Your browser did not open', ['browser_not_opened'], 'its title'],
  ['your browser did not open', ['browser_not_opened'], 'in whatever case'],
  ['api.hubapi.com cannot be reached', ['unreachable', 'destination_unreachable'], 'with what stood in it'],
  ['answer_lost · 2026-11-23T08:00:00Z A renewed token was lost on its way', ['answer_lost'], 'copied details'],
  ['reached', [], 'a word alone names none'],
])('“%s” names %j', (query, codes, why) => {
  expect(named(query), why).toEqual(codes)
})

it('finds faults by any of their words', () => {
  const { others } = findFaults(listFaults(), 'keychain unlock')
  expect(others.map(({ code }) => code)).toContain('keychain_locked')
})

it('opens what was pasted with Enter', async () => {
  const { user } = front()
  const search = await soon('help-search')
  await waitFor(() => expect(document.activeElement, 'one comes to search').toBe(search))
  await user.paste('port_taken · 2026-11-23T08:00:00Z')
  expect(await soon('help-fault-port_taken')).toBeTruthy()
  await user.keyboard('{Enter}')
  await soon('guide')
  expect(window.location.hash).toBe('#/help/troubleshooting/port_taken')
  await waitFor(() => expect(document.activeElement?.textContent, 'one reads on there').toBe('port_taken'))
  expect(screen.getByTestId('help-back').getAttribute('href')).toBe('#/help')
})

it('finds what the guide says and leads to the section', async () => {
  const { user } = front()
  await user.type(await soon('help-search'), 'renewal token')
  const found = within(await soon('help-sections')).getByRole('link')
  expect(found.textContent, 'with the line that says it').toContain('off for longer than the renewal token lives')
  expect(screen.queryByTestId('help-tasks'), 'in place of the tasks').toBeNull()
  await user.click(found)
  await waitFor(() => expect(document.activeElement?.textContent).toBe('What ends an access'))
})

it('says that it finds nothing, and Esc begins anew', async () => {
  const { user } = front()
  await user.type(await soon('help-search'), 'zzz')
  expect((await soon('help-none')).textContent).toContain('“zzz”')
  expect(screen.getByTestId('help-count').textContent).toBe('0 found')
  await user.keyboard('{Escape}')
  await soon('help-tasks')
})

it('shows a few faults, and all on demand', async () => {
  const { user } = front()
  const list = within(await soon('help-faults'))
  expect(list.getAllByRole('link')).toHaveLength(COMMON.length)
  await user.click(screen.getByTestId('help-faults-all'))
  expect(list.getAllByRole('link')).toHaveLength(Object.keys(faults).length)
})

it('is open at the front for a page that there is not', async () => {
  openWindow({}, { screen: 'help', page: 'nowhere', section: null })
  expect(await soon('help-tasks')).toBeTruthy()
})
