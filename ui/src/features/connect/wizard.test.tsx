import { screen, waitFor, within } from '@testing-library/react'
import { expect, it } from 'vitest'

import { FAULTS } from '../../host/demo/faults'
import { callsOf, openWindow, soon } from '../../test/window'

const ID = '7f1c2b1e-5a0d-4c8e-9b57-0c9f3a2f6d41'

it('brings sample data into a workbook with one click and Enter', async () => {
  const { user, sent } = openWindow({ start: 'empty' })
  await user.click(await soon('try-sample'))
  await waitFor(() =>
    expect(screen.getByTestId('continue-test'), 'the test follows the consent by itself').toHaveProperty(
      'disabled',
      false,
    ),
  )
  await waitFor(() =>
    expect(document.activeElement, 'the heading has the focus after a change of step').toBe(
      screen.getByTestId('heading'),
    ),
  )
  await user.keyboard('{Enter}')
  await soon('cell-0-0')
  await waitFor(() => expect(screen.getByTestId('cell-0-0').textContent, 'the workbook opens live').toBe('con_00001'))
  expect(
    callsOf(sent, 'select_streams')[0]?.streams.map(({ name }) => name),
    'the recommended ones',
  ).toEqual(['contacts', 'companies', 'deals'])
  expect(callsOf(sent, 'link')[0]?.target, 'the suggestion was filled in').toEqual({ kind: 'new', name: 'Customer' })
})

it('goes through streams and target with Enter alone', async () => {
  const { user, sent } = openWindow({ start: 'empty' })
  await user.click(await soon('try-sample'))
  await waitFor(() => expect(screen.getByTestId('continue-test')).toHaveProperty('disabled', false))
  await user.click(screen.getByTestId('continue-test'))
  await soon('streams')
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Select streams'))
  await user.keyboard('{Enter}')
  await soon('entity-name')
  await user.keyboard('{Enter}')
  await soon('cell-0-0')
  expect(callsOf(sent, 'link')[0]?.target, 'the suggestion was filled in').toEqual({ kind: 'new', name: 'Customer' })
})

it('takes own credentials, trimmed and checked, and sends the secret once', async () => {
  const { user, sent } = openWindow({ start: 'empty', consent: 'never' }, { screen: 'catalogue' })
  await user.click(await soon('tile-hubspot'))
  expect((await soon('callback-url')).getAttribute('value'), 'exact to the character').toBe(
    'http://localhost:53682/callback',
  )
  expect((await soon('continue-authorize')).textContent, 'the button names the destination').toBe(
    'Continue to app.hubspot.com',
  )

  await user.click(screen.getByTestId('client-id'))
  await user.paste('  not-an-id  ')
  expect(screen.getByTestId('field-error').textContent, 'what is pasted is checked at once').toContain(
    'does not look like a client ID',
  )
  await user.clear(screen.getByTestId('client-id'))
  await user.paste(`  ${ID}\n`)
  expect(screen.getByTestId('client-id'), 'blanks of the clipboard are gone').toHaveProperty('value', ID)

  await user.click(screen.getByTestId('continue-authorize'))
  await waitFor(() =>
    expect(document.activeElement, 'what is missing gets the focus').toBe(screen.getByTestId('client-secret')),
  )
  await user.paste('canary-secret')
  expect(screen.getByTestId('client-secret').getAttribute('type'), 'masked').toBe('password')
  await user.click(screen.getByTestId('client-secret-reveal'))
  expect(screen.getByTestId('client-secret').getAttribute('type'), 'shown on demand').toBe('text')

  await user.click(screen.getByTestId('continue-authorize'))
  await soon('waiting')
  expect(callsOf(sent, 'save_client'), 'once, as typed').toEqual([
    { id: 'd1', client: { kind: 'own', clientId: ID, clientSecret: 'canary-secret', certificate: null, relay: '' } },
  ])
  expect(document.body.innerHTML, 'nothing of it stays in the window').not.toContain('canary-secret')
})

it('keeps a half-filled form as a draft', async () => {
  const { user, sent } = openWindow({ start: 'empty' }, { screen: 'catalogue' })
  await user.click(await soon('tile-hubspot'))
  await user.type(await soon('client-id'), ID)
  await user.click(screen.getByTestId('leave'))
  expect((await soon('finish-d1')).textContent, 'the list offers to go on').toBe('Finish setup')
  expect(callsOf(sent, 'save_client').at(-1)?.client, 'the secret is not there yet').toEqual({
    kind: 'own',
    clientId: ID,
    clientSecret: null,
    certificate: null,
    relay: '',
  })
  await user.click(screen.getByTestId('finish-d1'))
  expect(await soon('client-id'), 'it comes back').toHaveProperty('value', ID)
})

it('waits without locking anything, and Esc cancels', async () => {
  const { user, sent } = openWindow({ start: 'empty', consent: 'never' })
  await user.click(await soon('try-sample'))
  expect((await soon('elapsed')).textContent, 'time so far').toMatch(/^0:0\d$/)
  await user.click(screen.getByTestId('nav-catalogue'))
  await soon('tile-hubspot')
  await user.click(await soon('attempt-d1'))
  await soon('waiting')
  await user.click(screen.getByTestId('copy-link'))
  expect(await navigator.clipboard.readText(), 'the consent link').toContain('https://consent.example/oauth/authorize')
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByTestId('waiting'), 'the form is back').toBeNull())
  expect(callsOf(sent, 'cancel_attempt'), 'once').toEqual([{ id: 'd1' }])
  expect(screen.getByTestId('notice').textContent, 'said, not silent').toBe('Cancelled. Nothing was connected.')
})

it('says why a consent failed, and starts again by its button', async () => {
  const { user, sent } = openWindow({ start: 'empty', consent: 'deny' })
  await user.click(await soon('try-sample'))
  const fault = await soon('fault')
  expect(fault.dataset['code'], 'a code for drivers, words for people').toBe('consent_denied')
  expect(within(fault).getByTestId('fault-title').textContent).toBe(FAULTS.deny.title)
  await user.click(within(fault).getByTestId('fault-action'))
  await waitFor(() => expect(callsOf(sent, 'authorize'), 'the form was sent').toHaveLength(1))
})

it('does not go on when the token is refused, and leads to the credentials', async () => {
  const { user } = openWindow({ checks: 'failed' }, { screen: 'connect', id: 'c3', step: 'test' })
  await soon('fault')
  expect(screen.getByTestId('check-token').dataset['outcome']).toBe('failed')
  expect(screen.getByTestId('check-read').dataset['outcome'], 'it was not tried').toBe('skipped')
  expect(screen.getByTestId('continue-test'), 'nothing could be read').toHaveProperty('disabled', true)
  await user.click(screen.getByTestId('fault-action'))
  await soon('client-secret')
})

it('ticks ranges by keyboard and all that the search leaves', async () => {
  const { user, sent } = openWindow({}, { screen: 'connect', id: 'c3', step: 'streams' })
  const contacts = await soon('stream-contacts')
  expect(screen.getByTestId('selected-count').textContent).toBe('1 of 7')
  contacts.focus()
  await user.keyboard(' {Shift>}{ArrowDown}{ArrowDown}{ArrowDown}{/Shift}')
  expect(screen.getByTestId('selected-count').textContent, 'contacts to orders').toBe('4 of 7')
  expect(screen.getByTestId('stream-tickets'), 'no permission, no tick').toHaveProperty('disabled', true)
  await user.type(screen.getByTestId('stream-search'), 'own')
  await user.click(screen.getByTestId('select-all'))
  expect(screen.getByTestId('selected-count').textContent, 'owners too').toBe('5 of 7')
  await user.clear(screen.getByTestId('stream-search'))
  await user.click(screen.getByTestId('mode-all-incremental'))
  expect(screen.getByTestId('notice').textContent, 'owners have no cursor').toContain('owners')
  await user.click(screen.getByTestId('continue-streams'))
  await soon('finish')
  expect(callsOf(sent, 'select_streams')[0]?.streams.at(-1), 'its only mode').toEqual({ name: 'owners', mode: 'fullRefreshReplace' })
})

/** What the picker says of a stream. */
const rowOf = async (name: string) => (await soon(`stream-${name}`)).closest('li')?.textContent

it('tells the rows of a stream where a sync has counted them', async () => {
  openWindow({}, { screen: 'connect', id: 'c3', step: 'streams' })
  expect(await rowOf('companies'), 'it was read').toContain('480 rows')
  expect(await rowOf('deals'), 'nobody has counted it').not.toMatch(/\d rows/)
})

it('asks the source, one stream after the other, how many rows the ticked ones have', async () => {
  const { sent, user } = openWindow({}, { screen: 'connect', id: 'c4', step: 'streams' })
  const facts = async (name: string) => waitFor(async () => expect(await rowOf(name)).toMatch(/\d rows/))
  await facts('contacts')
  expect(await rowOf('contacts'), 'the source counts them').toContain('about 2,400 rows')
  await facts('deals')
  expect(await rowOf('deals'), 'nobody counts them').toContain('more than 100 rows')
  expect(await rowOf('owners'), 'not ticked').not.toMatch(/\d rows/)
  await user.click(screen.getByTestId('stream-owners'))
  await facts('owners')
  expect(await rowOf('owners'), 'all on one page').toMatch(/(?<!about |than )40 rows/)
  const asked = callsOf(sent, 'estimate_rows').map(({ stream }) => stream)
  expect(asked, 'each once').toEqual([...new Set(asked)])
})

it('makes no figure up where the source tells none', async () => {
  const { sent } = openWindow({ answers: { estimate_rows: null } }, { screen: 'connect', id: 'c4', step: 'streams' })
  const asked = () => callsOf(sent, 'estimate_rows').map(({ stream }) => stream)
  await waitFor(() => expect(asked()).toContain('deals'))
  const rows = await Promise.all(asked().map(rowOf))
  for (const row of rows) expect(row).not.toMatch(/\d rows/)
})

it('refuses a name that is taken', async () => {
  const { user, sent } = openWindow({}, { screen: 'connect', id: 'c3', step: 'entity' })
  await user.click(await soon('entity-kind-new'))
  await user.clear(screen.getByTestId('entity-name'))
  await user.type(screen.getByTestId('entity-name'), 'customer{Enter}')
  expect(screen.getByTestId('field-error').textContent, 'case makes no new entity').toContain('already there')
  expect(callsOf(sent, 'link'), 'nothing was linked').toEqual([])
})

it('is at most five presses from the list to the first rows of a provider that is ready to use', async () => {
  const { user } = openWindow({})
  let presses = 0
  const press = async (testId: string) => {
    presses += 1
    await user.click(await soon(testId))
  }
  await press('add-connection')
  await press('tile-github')
  await press('continue-authorize')
  await waitFor(() => expect(screen.getByTestId('finish-recommended')).toHaveProperty('disabled', false))
  await press('finish-recommended')
  await soon('cell-0-0')
  expect(presses, 'outside the provider’s own pages').toBeLessThanOrEqual(5)
})

it('is gone through without a mouse, from the list to the rows', async () => {
  const { user } = openWindow({})
  await soon('connections')
  await user.keyboard('{Control>}k{/Control}')
  await user.type(await soon('palette-search'), 'connect github{Enter}')
  await soon('continue-authorize')
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('heading')))
  await user.keyboard('{Enter}')
  await waitFor(() => expect(screen.getByTestId('continue-test')).toHaveProperty('disabled', false))
  await waitFor(() => expect(document.activeElement, 'at the next step').toBe(screen.getByTestId('heading')))
  await user.keyboard('{Enter}')
  await soon('streams')
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('heading')))
  await user.keyboard('{Enter}')
  await soon('finish')
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('heading')))
  await user.keyboard('{Enter}')
  expect(await soon('cell-0-0'), 'rows are there').toBeTruthy()
})
