import { useId } from 'react'

import { useDo } from '../../app/engine'
import type { ScopeView } from '../../generated/rpc'
import { classes } from '../../parts/classes'
import { FaultPanel } from '../../parts/FaultPanel'
import { Fold } from '../../parts/Fold'
import { Tick } from '../../parts/Tick'
import { text } from '../../text'
import styles from './Scopes.module.css'
import type { StepProps } from './Wizard'

const words = text.authorize

/**
 * What the app asks for, in plain words, with a mark on what reads and what changes. What no stream needs in any case can
 * be unticked, and says which streams that costs; not any more once it was asked (`fixed`).
 */
export function Scopes({ connection, connector: { scopes }, fixed = false }: StepProps & { fixed?: boolean }) {
  const { id, declined } = connection
  const decline = useDo('decline_scopes')
  if (scopes.length === 0) return null
  const required = scopes.filter((scope) => scope.required)
  const optional = scopes.filter((scope) => !scope.required)
  const toggle = ({ scope }: ScopeView) => {
    const next = declined.includes(scope) ? declined.filter((one) => one !== scope) : [...declined, scope]
    decline.mutate({ id, scopes: next })
  }
  return (
    <section className={styles['scopes']} data-testid="scopes">
      <h2 className={styles['title']}>{words.scopesTitle}</h2>
      <Group title={optional.length > 0 ? words.scopesRequired : null} scopes={required} declined={declined} />
      <Group
        title={fixed ? words.scopesChosen : words.scopesOptional}
        scopes={fixed ? optional.filter(({ scope }) => !declined.includes(scope)) : optional}
        declined={declined}
        onToggle={fixed ? undefined : toggle}
      />
      {decline.error && <FaultPanel fault={decline.error} />}
      {!scopes.some(({ access }) => access === 'write') && <p className={styles['says']}>{words.readOnly}</p>}
      <Technical scopes={scopes} />
    </section>
  )
}

type GroupProps = {
  title: string | null
  scopes: ScopeView[]
  declined: string[]
  onToggle?: ((scope: ScopeView) => void) | undefined
}

function Group({ title, scopes, declined, onToggle }: GroupProps) {
  const id = useId()
  if (scopes.length === 0) return null
  return (
    <div>
      {title && (
        <h3 id={id} className={styles['group']}>
          {title}
        </h3>
      )}
      <ul className={styles['list']} aria-labelledby={title ? id : undefined}>
        {scopes.map((scope) => (
          <Scope key={scope.scope} scope={scope} declined={declined.includes(scope.scope)} onToggle={onToggle} />
        ))}
      </ul>
    </div>
  )
}

function Scope({
  scope: view,
  declined,
  onToggle,
}: {
  scope: ScopeView
  declined: boolean
  onToggle: GroupProps['onToggle']
}) {
  const { scope, says, access, streams } = view
  const id = useId()
  const content = (
    <>
      <span className={classes(styles['access'], declined ? styles['off'] : styles[access])}>
        {words.access[access]}
      </span>
      <span>
        <span className={classes(declined && styles['declined'])}>{says}</span>
        {streams.length > 0 && <span className={styles['streams']}>{words.scopeStreams(streams)}</span>}
      </span>
    </>
  )
  return (
    <li data-testid={`scope-${scope}`}>
      {onToggle ? (
        <label className={styles['scope']}>
          <Tick
            className={styles['box']}
            checked={!declined}
            aria-describedby={declined ? id : undefined}
            onChange={() => onToggle(view)}
            data-testid={`scope-${scope}-ask`}
          />
          {content}
        </label>
      ) : (
        <div className={styles['scope']}>{content}</div>
      )}
      {declined && (
        <p id={id} className={styles['cost']}>
          {streams.length > 0 ? words.declined(streams) : words.declinedPlain}
        </p>
      )}
    </li>
  )
}

const Technical = ({ scopes }: { scopes: ScopeView[] }) => (
  <Fold title={words.technical} testId="scopes-technical">
    <ul className={styles['technical']}>
      {scopes.map(({ scope }) => (
        <li key={scope}>
          <code>{scope}</code>
        </li>
      ))}
    </ul>
  </Fold>
)
