import { expect, it } from 'vitest'

import { cappedHeight, scaleOf } from './tall'

const VIEW = 600

it('is exact where nothing must be capped', () => {
  expect(scaleOf(2_400 * 32, VIEW), 'a pixel is a pixel').toBe(1)
  expect(scaleOf(0, VIEW), 'an empty tab does not divide by zero').toBe(1)
})

it('reaches the last row of a million, and the first', () => {
  const full = 1_000_000 * 32
  const scale = scaleOf(full, VIEW)
  const lowest = cappedHeight(full) - VIEW
  expect(cappedHeight(full), 'well below where WebKit ends an element').toBeLessThan(33_554_428)
  expect(Math.round(lowest * scale) + VIEW, 'the scrollbar at its end shows the end').toBe(full)
})
