import { screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'

import { openWindow, soon } from '../../test/window'

const workbook = { screen: 'workbook', entity: 'customer', tab: 'c3-companies' } as const

/** Whoever adds a destination finds it in the list, named after its kind where no name was given. */
it('adds a destination', async () => {
  const { user } = openWindow({}, workbook)
  await user.click(await soon('destinations-open'))
  await user.click(await soon('destination-add'))
  await user.click(await soon('destination-kind-csv'))
  await user.type(await soon('destination-folder'), '/home/ada/out')
  await user.click(screen.getByTestId('destination-save'))
  expect((await soon('destination-d4')).textContent).toMatch(/CSV folder.*\/home\/ada\/out/)
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
  expect((await soon('destination-d4')).textContent).toMatch(/Excel file.*\/home\/ada\/deals.xlsx/)
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
  await soon('destination-d2')
  expect(screen.getByTestId('fault').textContent).toContain('not there')
  await user.click(screen.getByTestId('fault-action'))
  await waitFor(() => expect(screen.queryByTestId('fault')).toBeNull())
  await user.click(screen.getByTestId('destination-remove-d1'))
  await waitFor(() => expect(screen.queryByTestId('destination-d1')).toBeNull())
})
