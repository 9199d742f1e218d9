import type { ScopeView } from '../../generated/rpc'
import { classes } from '../../parts/classes'
import { text } from '../../text'
import styles from './Scopes.module.css'

const words = text.authorize

/** What the app asks for, in plain words, with a mark on what reads and what changes. */
export function Scopes({ scopes }: { scopes: ScopeView[] }) {
  if (scopes.length === 0) return null
  return (
    <section data-testid="scopes">
      <h2 className={styles['title']}>{words.scopesTitle}</h2>
      <ul className={styles['list']}>
        {scopes.map(({ scope, says, access, required }) => (
          <li key={scope} className={styles['scope']} data-testid={`scope-${scope}`}>
            <span className={classes(styles['access'], styles[access])}>{words.access[access]}</span>
            <span>
              {says} {!required && <span className={styles['optional']}>{words.optionalScope}</span>}
            </span>
          </li>
        ))}
      </ul>
      {!scopes.some(({ access }) => access === 'write') && <p className={styles['says']}>{words.readOnly}</p>}
      <details className={styles['technical']}>
        <summary data-testid="scopes-technical">{words.technical}</summary>
        <ul>
          {scopes.map(({ scope }) => (
            <li key={scope}>
              <code>{scope}</code>
            </li>
          ))}
        </ul>
      </details>
    </section>
  )
}
