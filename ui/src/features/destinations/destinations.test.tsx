import { screen, waitFor, within } from '@testing-library/react'
import { expect, it } from 'vitest'

import { callsOf, openWindow, soon } from '../../test/window'

const workbook = { screen: 'workbook', entity: 'customer', tab: 'c3-companies' } as const

/** Whoever adds a destination finds it in the list, named after its kind where no name was given. */
it('adds a destination', async () => {
  const { user } = openWindow({}, workbook)
  await user.click(await soon('destinations-open'))
  await user.click(await soon('destination-add'))
  await user.click(await soon('destination-kind-csv'))
  await user.type(await soon('destination-folder'), '/home/ada/out')
  await user.click(screen.getByTestId('destination-save'))
  expect((await soon('destination-d5')).textContent).toMatch(/CSV folder.*\/home\/ada\/out/)
})

/** A workbook's file is asked for by its own name, and nothing of folders with it. */
it('adds a file for Excel', async () => {
  const { user } = openWindow({}, workbook)
  await user.click(await soon('destinations-open'))
  await user.click(await soon('destination-add'))
  await user.click(await soon('destination-kind-xlsx'))
  expect(screen.queryByTestId('destination-folder')).toBeNull()
  await user.type(await soon('destination-file'), '/home/ada/deals.xlsx')
  await user.click(screen.getByTestId('destination-save'))
  expect((await soon('destination-d5')).textContent).toMatch(/Excel file.*\/home\/ada\/deals.xlsx/)
})

/** A place is asked for before anything is sent. */
it('says that a place is missing', async () => {
  const { user } = openWindow({}, workbook)
  await user.click(await soon('destinations-open'))
  await user.click(await soon('destination-add'))
  await user.click(await soon('destination-save'))
  expect((await soon('field-error')).textContent).toContain('needs a file')
})

/** A failed delivery says why, and its button delivers again; a destination can be taken away. */
it('delivers again and removes', async () => {
  const { user } = openWindow({}, workbook)
  await user.click(await soon('destinations-open'))
  const gone = within(await soon('destination-d2'))
  expect(gone.getByTestId('fault').textContent).toContain('not there')
  await user.click(gone.getByTestId('fault-action'))
  await waitFor(() => expect(gone.queryByTestId('fault')).toBeNull())
  await user.click(screen.getByTestId('destination-remove-d1'))
  await waitFor(() => expect(screen.queryByTestId('destination-d1')).toBeNull())
})

/** A server's test says who answered and where each tab goes; a change of anything takes the verdict back. */
it('tests a server and says where the tabs go', async () => {
  const { user } = openWindow({}, workbook)
  await user.click(await soon('destinations-open'))
  await user.click(await soon('destination-add'))
  await user.click(await soon('destination-kind-postgres'))
  await user.click(screen.getByTestId('destination-test'))
  expect(screen.getAllByTestId('field-error')).toHaveLength(3)
  await user.type(screen.getByTestId('destination-host'), 'db.example')
  await user.type(screen.getByTestId('destination-database'), 'analytics')
  await user.type(screen.getByTestId('destination-user'), 'ada')
  await user.type(screen.getByTestId('destination-secret'), 'hunter2')
  await user.click(screen.getByTestId('destination-test'))
  const works = await soon('destination-works')
  expect(works.textContent).toMatch(/PostgreSQL 17.6 answers.*headwater\.companies/)
  await user.clear(screen.getByTestId('destination-port'))
  expect(screen.queryByTestId('destination-works')).toBeNull()
  await user.type(screen.getByTestId('destination-port'), '70000')
  await user.click(screen.getByTestId('destination-save'))
  expect((await soon('field-error')).textContent).toContain('65535')
})

/** The button of a server's fault opens its form. A kept password is said, not shown, and stays where none is typed. */
it('keeps the password of a server that is changed', async () => {
  const { user, sent } = openWindow({}, workbook)
  await user.click(await soon('destinations-open'))
  await user.click(within(await soon('destination-d3')).getByTestId('fault-action'))
  const secret = await soon('destination-secret')
  expect(secret).toHaveProperty('value', '')
  expect(secret).toHaveProperty('placeholder', 'Kept in the keychain')
  const schema = screen.getByTestId('destination-schema')
  await user.clear(schema)
  await user.type(schema, 'sales')
  await user.click(screen.getByTestId('destination-save'))
  await waitFor(() => expect(screen.getByTestId('destination-d3').textContent).toContain('sales'))
  const [saved] = callsOf(sent, 'save_destination')
  expect(saved?.destination.secret).toBeNull()
})
