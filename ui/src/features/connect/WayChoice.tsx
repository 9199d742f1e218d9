import { Choice } from '../../parts/Choice'
import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import type { CredentialsProps } from './AuthorizeStep'
import styles from './AuthorizeStep.module.css'

const words = text.authorize

/** How the grant is to be had, where there are several ways; the first is proposed. One that needs no browser is said. */
export function WayChoice({ connector: { grants }, credentials, setCredentials }: CredentialsProps) {
  const [only] = grants
  if (grants.length < 2) {
    if (!only || only === 'authorizationCode') return null
    return (
      <p className={styles['way']} data-testid="way-only">
        <Icon name={only === 'deviceCode' ? 'device' : 'key'} />
        {only === 'deviceCode' ? words.onlyDevice : words.onlyAlone}
      </p>
    )
  }
  const options = grants.map((way, index) => ({
    value: way,
    title: index === 0 ? words.recommended(words.wayTitle[way]) : words.wayTitle[way],
    says: words.waySays[way],
    testId: `way-${way}`,
  }))
  return (
    <Choice
      legend={words.way}
      options={options}
      value={credentials.way}
      onChange={(way) => setCredentials((before) => ({ ...before, way }))}
    />
  )
}
