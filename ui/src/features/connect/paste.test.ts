import { expect, it } from 'vitest'

import type { AttemptView } from '../../generated/rpc'
import { text } from '../../text'
import { addressTrouble } from './paste'

const words = text.waiting
const attempt = {
  redirectUri: 'https://example.com/oauth/callback',
  url: 'https://slack.com/oauth/v2/authorize?client_id=1',
} as AttemptView

it.each([
  ['', words.pasteEmpty],
  ['code=abc&state=s', words.pasteNoAddress],
  ['https://slack.com/oauth/v2/authorize?client_id=1&state=s', words.pasteConsent],
  ['https://example.com/elsewhere?code=abc', words.pasteOther(attempt.redirectUri)],
  ['https://example.com/oauth/callback', words.pasteNoAnswer],
  [' https://example.com/oauth/callback?code=abc&state=s\n', null],
  ['https://example.com/oauth/callback#access=abc', null],
  ['https://example.com/oauth/callback?error=access_denied', null],
])('of %j it says what to mend', (pasted, said) => {
  expect(addressTrouble(pasted, attempt), 'said before anything is sent').toBe(said)
})

it('takes any port of this computer to the letter', () => {
  const local = { ...attempt, redirectUri: 'http://127.0.0.1:41877/callback' }
  expect(addressTrouble('http://127.0.0.1:41877/callback?code=1', local)).toBeNull()
  expect(addressTrouble('http://127.0.0.1:50000/callback?code=1', local), 'of an earlier attempt').toBe(
    words.pasteOther(local.redirectUri),
  )
})
