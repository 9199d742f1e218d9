import { cleanup } from '@testing-library/react'
import { expect, it, vi } from 'vitest'

import { openWindow, soon } from '../test/window'

/** The zoom that every web view has in a browser, and none by itself in a window of its own. */
it('is larger and smaller by keys, and stays so until the next start', async () => {
  const zoom = vi.fn()
  const { user } = openWindow({ zoom })
  await soon('connections')
  expect(zoom, 'nothing is done to a window as it is').not.toHaveBeenCalled()
  await user.keyboard('{Control>}={/Control}{Meta>}+{/Meta}{Control>}-{/Control}')
  expect(zoom.mock.calls).toEqual([[1.1], [1.25], [1.1]])
  await user.keyboard('=-0{Control>}{Alt>}0{/Alt}{/Control}')
  expect(zoom, 'the keys alone, and those with Alt, belong to the fields').toHaveBeenCalledTimes(3)

  cleanup()
  zoom.mockClear()
  openWindow({ zoom })
  await soon('connections')
  expect(zoom.mock.calls, 'the next start').toEqual([[1.1]])
  await user.keyboard('{Control>}0{/Control}')
  expect(zoom).toHaveBeenLastCalledWith(1)
})

/** Tray and notifications are the shell's, which knows the language from the page and from nowhere else. */
it('tells the shell its language once', async () => {
  const speak = vi.fn()
  openWindow({ speak })
  await soon('connections')
  expect(speak.mock.calls).toEqual([['en-US']])
})
