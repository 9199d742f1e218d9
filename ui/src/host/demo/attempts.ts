import type { AttemptView, ConnectorDetail, GrantKind, InputOption } from '../../generated/rpc'
import type { DemoOptions } from './index'

const NAMES = [
  'Blue Lake Trading',
  'Cedar & Sons',
  'Demo Company',
  'Eastgate Supplies',
  'Fjord Freight',
  'Greenfield Farms',
]

const organisations = (count: number): InputOption[] =>
  Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / NAMES.length)
    const name = NAMES[index % NAMES.length] ?? ''
    return { value: `org-${index + 1}`, title: round === 0 ? name : `${name} (${round + 1})` }
  })

/** What the person chooses after the consent. */
export const CHOICE = { title: 'Organisation', options: organisations(14) }

/** A running attempt of a connector, as the chosen way begins it. */
export function begun(
  connector: ConnectorDetail,
  way: GrantKind,
  number: number,
  { browser }: DemoOptions,
): AttemptView {
  const now = Date.now()
  const host = connector.destination ?? 'consent.example'
  const coded = way === 'authorizationCode'
  return {
    grant: way,
    url: coded
      ? `https://consent.example/oauth/authorize?client_id=headwater&state=s${number}&code_challenge_method=S256`
      : way === 'deviceCode'
        ? 'https://github.com/login/device'
        : '',
    host,
    redirectUri: coded ? (connector.redirect?.uri ?? '') : '',
    paste: coded && connector.redirect?.kind === 'paste',
    device: way === 'deviceCode' ? { userCode: 'WDJB-MJHT', verificationUri: 'https://github.com/login/device' } : null,
    choice: null,
    accountChange: null,
    phase: way === 'clientCredentials' ? 'exchanging' : 'waiting',
    browser: browser ?? 'opened',
    startedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + (way === 'deviceCode' ? 15 : 5) * 60_000).toISOString(),
    notices: [],
    fault: null,
  }
}
