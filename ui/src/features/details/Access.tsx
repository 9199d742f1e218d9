import { useAsk } from '../../app/engine'
import { href } from '../../app/route'
import type { ConnectionView, ScopeView } from '../../generated/rpc'
import { Fact, Facts } from '../../parts/Facts'
import { Group } from '../../parts/Group'
import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import { AccessFacts } from '../grant/AccessFacts'
import styles from './Details.module.css'

const words = text.details

/** Whose access it is, until when, where its tokens are, and what it may do. */
export function Access({ connection }: { connection: ConnectionView }) {
  const { grant, status } = connection
  const keychain = useAsk('keychain', {})
  const { data: connector } = useAsk('connector', { connector: connection.connector })
  // A connection whose grant is lost waits for a new one; one that never had any signs in with a key.
  if (!grant && status === 'reauthorize') return null
  return (
    <>
      <Group
        level={2}
        title={text.access.title}
        aside={
          <a href={href({ screen: 'calendar' })} data-testid="details-calendar">
            {text.calendar.title}
          </a>
        }
        says={keychain.data && <span data-testid="token-place">{words.kept(keychain.data)}</span>}
      >
        {grant ? <AccessFacts connection={connection} bare /> : <KeyFacts connection={connection} />}
      </Group>
      {grant && connector && <Permissions granted={grant.scopes} known={connector.scopes} />}
    </>
  )
}

const KeyFacts = ({ connection: { account } }: { connection: ConnectionView }) => (
  <Facts tiles bare testId="access-facts">
    <Fact name={text.access.account} testId="fact-account">
      {account ?? text.access.unknownAccount}
    </Fact>
    <Fact name={text.access.kind} testId="fact-kind">
      {text.calendar.kind.key}
    </Fact>
  </Facts>
)

/** What was granted, in plain words where the connector knows them. */
function Permissions({ granted, known }: { granted: string[]; known: ScopeView[] }) {
  const also = granted.filter((scope) => !known.some((one) => one.scope === scope))
  return (
    <Group level={2} title={words.scopes} testId="granted">
      {granted.length === 0 ? (
        <p className={styles['none']}>{words.scopesNone}</p>
      ) : (
        <ul className={styles['scopes']}>
          {known
            .filter(({ scope }) => granted.includes(scope))
            .map((scope) => (
              <Granted key={scope.scope} scope={scope} />
            ))}
          {also.length > 0 && (
            <li>
              <span className={styles['says']}>{words.also}</span>
              {also.map((scope) => (
                <code key={scope}>{scope}</code>
              ))}
            </li>
          )}
        </ul>
      )}
    </Group>
  )
}

const Granted = ({ scope: { scope, says, streams } }: { scope: ScopeView }) => (
  <li data-testid={`granted-${scope}`} title={scope}>
    <Icon name="check" size={18} />
    <span>{says}</span>
    {streams.length > 0 && <span className={styles['says']}>{text.authorize.scopeStreams(streams)}</span>}
  </li>
)
