import { screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'

import { openWindow, soon } from '../test/window'

/** What was lost is named with the place of the copy, and stays away once it was read. */
it('says what a damaged database has cost', async () => {
  const { user } = openWindow({ recovery: true }, { screen: 'connections' })
  const note = await soon('recovered')
  expect(note.textContent).toContain('headwater-damaged-')
  expect(note.textContent).toContain('orders')
  expect(note.textContent).not.toContain('contacts:')
  await user.click(screen.getByTestId('recovered-seen'))
  await waitFor(() => expect(screen.queryByTestId('recovered')).toBeNull())
})
