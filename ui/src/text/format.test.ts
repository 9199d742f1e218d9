import { expect, it } from 'vitest'

import { figure } from './format'

it('writes numbers that are compared with the same few digits', () => {
  expect([165.67, 39914.02, 20012.68171, 1234567.891].map(figure), 'least, greatest and mean stand side by side').toEqual([
    '165.67',
    '39,914.02',
    '20,012.68',
    '1,234,567.89',
  ])
  expect([0.00123456, -0.5].map(figure), 'a small one does not become 0').toEqual(['0.001235', '-0.5'])
})
