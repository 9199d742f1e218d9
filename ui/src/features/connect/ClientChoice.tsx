import type { IconName } from '../../parts/Icon'
import { Choice } from '../../parts/Choice'
import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import type { CredentialsProps } from './AuthorizeStep'
import styles from './AuthorizeStep.module.css'

const words = text.authorize

/** Says whether the connector is ready to use or needs the user's own app; where both are possible, asks. */
export function ClientChoice({ connector, credentials, setCredentials }: CredentialsProps) {
  const { client, name } = connector
  switch (client) {
    case 'none':
      return null
    case 'own':
      return <Says look="own" icon="key" title={words.ownTitle} says={words.own(name)} testId="client-own" />
    case 'registered':
      return (
        <Says
          look="ready"
          icon="check"
          title={words.registeredTitle}
          says={words.registered(name)}
          testId="client-registered"
        />
      )
    case 'preconfigured':
      return (
        <>
          <Says
            look="ready"
            icon="check"
            title={words.preconfiguredTitle}
            says={words.preconfigured(name)}
            testId="client-preconfigured"
          />
          {connector.clientFields && (
            <Choice
              legend={words.whichApp}
              options={APPS}
              value={credentials.client}
              onChange={(chosen) => setCredentials((before) => ({ ...before, client: chosen }))}
            />
          )}
        </>
      )
  }
}

const APPS = [
  { value: 'preconfigured' as const, title: words.ourApp, says: words.ourAppSays, testId: 'use-preconfigured' },
  { value: 'own' as const, title: words.ownApp, says: words.ownAppSays, testId: 'use-own' },
]

type SaysProps = { look: 'ready' | 'own'; icon: IconName; title: string; says: string; testId: string }

const Says = ({ look, icon, title, says, testId }: SaysProps) => (
  <section className={`${styles['says']} ${styles[look]}`} data-testid={testId}>
    <Icon name={icon} />
    <h2>{title}</h2>
    <p>{says}</p>
  </section>
)
