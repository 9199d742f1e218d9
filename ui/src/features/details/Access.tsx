import { useAsk } from '../../app/engine'
import { href } from '../../app/route'
import type { ConnectionView, InputView, ScopeView } from '../../generated/rpc'
import { Fact, Facts } from '../../parts/Facts'
import { Group } from '../../parts/Group'
import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import { AccessFacts } from '../grant/AccessFacts'
import styles from './Details.module.css'

const words = text.details

/** Whose access it is, until when, where its tokens are, and what it may do. */
export function Access({ connection }: { connection: ConnectionView }) {
  const { grant, signsWithKey } = connection
  const { data: connector } = useAsk('connector', { connector: connection.connector })
  if (signsWithKey) return <KeyAccess connection={connection} inputs={connector?.inputs ?? []} />
  // Its grant is lost: it waits for a new one.
  if (!grant) return null
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
        says={<KeptIn says={words.kept} />}
      >
        <AccessFacts connection={connection} bare />
      </Group>
      {connector && <Permissions granted={grant.scopes} known={connector.scopes} />}
    </>
  )
}

/** Where what opens the source is kept, once that is known. */
function KeptIn({ says }: { says: (keychain: string) => string }) {
  const keychain = useAsk('keychain', {})
  return keychain.data && <span data-testid="token-place">{says(keychain.data)}</span>
}

/** The same of a key: there is no consent to tell of, but there is what was entered beside it, and a way to enter another. */
function KeyAccess({ connection, inputs }: { connection: ConnectionView; inputs: InputView[] }) {
  const { id, account, inputs: entered } = connection
  return (
    <Group
      level={2}
      title={text.access.title}
      aside={
        <a href={href({ screen: 'connect', id, step: 'authorize' })} data-testid="details-key">
          {words.newKey}
        </a>
      }
      says={<KeptIn says={words.keptKey} />}
    >
      <Facts tiles bare testId="access-facts">
        {account && (
          <Fact name={text.access.account} testId="fact-account">
            {account}
          </Fact>
        )}
        <Fact name={text.access.kind} testId="fact-kind">
          {text.access.byKey}
        </Fact>
        {inputs
          .filter(({ name }) => entered[name])
          .map(({ name, title }) => (
            <Fact key={name} name={title} testId={`fact-input-${name}`}>
              {entered[name]}
            </Fact>
          ))}
        <Fact name={text.access.ends} testId="fact-ends">
          {text.access.noEnd}
        </Fact>
      </Facts>
    </Group>
  )
}

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
