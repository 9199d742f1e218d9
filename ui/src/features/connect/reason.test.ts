import { expect, it } from 'vitest'

import type { Mode } from '../../generated/rpc'
import { reasonOf } from './reason'

const FULL: Mode[] = ['fullRefreshReplace', 'fullRefreshAppend']
const KEYED: Mode[] = ['incrementalAppendDedupe', 'incrementalAppend', ...FULL]

it.each([
  ['updated_at', KEYED, 'incrementalAppendDedupe', /^Only new and changed rows are read, told by “updated_at”\.$/],
  ['updated_at', KEYED, 'incrementalAppend', /“updated_at”\. One that changed stands there once more/],
  ['updated_at', KEYED, 'fullRefreshReplace', /although the source tells what changed/],
  ['updated_at', [...FULL, 'incrementalAppend'], 'fullRefreshReplace', /^Without a key/],
  [null, FULL, 'fullRefreshAppend', /does not tell what changed/],
  [null, KEYED, 'incrementalAppendDedupe', /^Only new and changed rows are read\.$/],
] as [string | null, Mode[], Mode, RegExp][])('of cursor %j among %j, %s says %s', (cursor, modes, mode, says) => {
  expect(reasonOf({ cursor, modes }, mode)).toMatch(says)
})
