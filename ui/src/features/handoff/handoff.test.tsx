import { screen, within } from '@testing-library/react'
import { expect, it } from 'vitest'

import { openWindow, soon } from '../../test/window'

const list = { screen: 'connections' } as const

/** What goes and what stays is said before anything is written; then what the server needs is named. */
it('moves a connection to a server', async () => {
  const { user } = openWindow({}, list)
  await user.click(await soon('menu-c3'))
  await user.click(await soon('menu-handoff'))
  expect((await soon('handoff-goes')).textContent).toMatch(/companies.*read on/)
  expect(screen.getByTestId('handoff-stays').textContent).toContain('Tokens')
  await user.click(screen.getByTestId('handoff-meltano'))
  await user.click(screen.getByTestId('handoff-write'))
  expect((await soon('field-error')).textContent).toContain('needs a folder')
  await user.type(screen.getByTestId('handoff-folder'), '/home/ada/crm')
  await user.click(screen.getByTestId('handoff-write'))
  expect((await soon('handoff-written')).textContent).toContain('/home/ada/crm')
  const steps = screen.getByTestId('handoff-steps').textContent
  expect(steps).toMatch(/SANDBOX_CLIENT_SECRET.*headwater authorize.*meltano run/s)
})

/** A folder that cannot be written says so, and another one can be named. */
it('stays open when the folder is refused', async () => {
  const { user } = openWindow({}, list)
  await user.click(await soon('menu-c3'))
  await user.click(await soon('menu-handoff'))
  await user.type(await soon('handoff-folder'), '/missing')
  await user.click(screen.getByTestId('handoff-write'))
  expect(await within(screen.getByTestId('handoff-dialog')).findByTestId('fault')).toBeTruthy()
  expect(screen.getByTestId('handoff-folder')).toBeTruthy()
})
