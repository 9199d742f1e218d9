import { screen } from '@testing-library/react'
import { describe, it } from 'vitest'

import { SCENES } from '../test/scenes'
import { expectAccessible, openWindow } from '../test/window'

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  it.each(SCENES.filter(({ tall }) => !tall))('$name is accessible', async ({ route, options, ready, act }) => {
    document.documentElement.dataset['theme'] = theme
    const { user } = openWindow(options ?? {}, route)
    await act?.(user)
    await screen.findAllByTestId(ready)
    await expectAccessible()
  })
})
