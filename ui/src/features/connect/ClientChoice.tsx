import { Choice } from '../../parts/Choice'
import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import type { CredentialsProps } from './AuthorizeStep'
import styles from './AuthorizeStep.module.css'

const words = text.authorize

/** Says whether the connector is ready to use or needs the user's own app; where both are possible, asks. */
export function ClientChoice({ connector, credentials, setCredentials }: CredentialsProps) {
  if (connector.client === 'none') return null
  if (connector.client === 'own') {
    return (
      <section className={`${styles['says']} ${styles['own']}`} data-testid="client-own">
        <Icon name="key" />
        <h2>{words.ownTitle}</h2>
        <p>{words.own(connector.name)}</p>
      </section>
    )
  }
  const options = [
    { value: 'preconfigured' as const, title: words.ourApp, says: words.ourAppSays, testId: 'use-preconfigured' },
    { value: 'own' as const, title: words.ownApp, says: words.ownAppSays, testId: 'use-own' },
  ]
  return (
    <>
      <section className={`${styles['says']} ${styles['ready']}`} data-testid="client-preconfigured">
        <Icon name="check" />
        <h2>{words.preconfiguredTitle}</h2>
        <p>{words.preconfigured(connector.name)}</p>
      </section>
      {connector.clientFields && (
        <Choice
          legend={words.whichApp}
          options={options}
          value={credentials.client}
          onChange={(client) => setCredentials((before) => ({ ...before, client }))}
        />
      )}
    </>
  )
}
