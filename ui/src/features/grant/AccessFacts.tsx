import { useAsk } from '../../app/engine'
import type { ConnectionView } from '../../generated/rpc'
import { Fact, Facts } from '../../parts/Facts'
import { Moment } from '../../parts/Moment'
import { useNow } from '../../parts/now'
import { text } from '../../text'
import styles from './AccessFacts.module.css'

const words = text.access

type Props = { connection: ConnectionView; nameless?: boolean; bare?: boolean }

/**
 * What a grant is, as a list of facts: whose, how it was had, by which app, how much of what was asked, until when.
 * `nameless` where the account stands beside it, `bare` in a frame.
 */
export function AccessFacts({ connection, nameless = false, bare = false }: Props) {
  const { account, client, clientKind, grant } = connection
  const { data: connector } = useAsk('connector', { connector: connection.connector })
  if (!grant) return null
  // A client that Headwater registered by itself was never chosen, so the connection names none.
  const kind = client?.kind ?? (connector?.client === 'registered' ? connector.client : null)
  const asked = grant.scopes.length + grant.missing.length
  return (
    <Facts tiles bare={bare} testId="access-facts">
      {!nameless && (
        <Fact name={words.account} testId="fact-account">
          {account ?? words.unknownAccount}
        </Fact>
      )}
      <Fact name={words.kind} testId="fact-kind">
        {words.kindOf[grant.kind]}
      </Fact>
      {kind && (
        <Fact name={words.client} testId="fact-client">
          {clientKind === 'development' ? words.development(words.clientOf[kind]) : words.clientOf[kind]}
        </Fact>
      )}
      <Fact name={words.permissions} testId="fact-permissions">
        {grant.missing.length === 0 ? words.allGranted : words.granted(grant.scopes.length, asked)}
      </Fact>
      <Fact name={words.renews} testId="fact-renews">
        <Renewal connection={connection} />
      </Fact>
      <Fact name={words.ends} testId="fact-ends">
        {grant.end ? <Ends at={grant.end.at} why={grant.end.why} /> : words.noEnd}
      </Fact>
    </Facts>
  )
}

function Renewal({ connection: { grant, tokenExpiresAt, tokenRefreshedAt } }: { connection: ConnectionView }) {
  if (grant?.renewable === false) {
    return (
      <>
        {tokenExpiresAt ? words.notRenewableUntil(tokenExpiresAt) : words.notRenewable}
        <span className={styles['why']}>{words.notRenewableSays}</span>
      </>
    )
  }
  return (
    <>
      {words.renewable}
      {tokenRefreshedAt && (
        <span className={styles['why']}>
          <Moment at={tokenRefreshedAt} says={words.renewed} testId="renewed-at" />
        </span>
      )}
    </>
  )
}

function Ends({ at, why }: { at: string; why: string }) {
  const now = useNow(60_000)
  return (
    <>
      {words.endsOn(at, Date.parse(at) - now)}
      <span className={styles['why']}>{why}</span>
    </>
  )
}
