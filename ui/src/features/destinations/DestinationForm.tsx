import { useEffect, useRef } from 'react'

import type { DestinationTest, DestinationView, EntityView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { Choice } from '../../parts/Choice'
import { classes } from '../../parts/classes'
import { DialogActions } from '../../parts/Dialog'
import { FaultPanel } from '../../parts/FaultPanel'
import { SecretField, TextField } from '../../parts/Field'
import { Note } from '../../parts/Note'
import { text } from '../../text'
import styles from './Destinations.module.css'
import { useEntered } from './entered'
import { Particulars } from './Particulars'
import { hasSecret, KINDS, type Kind } from './settings'

const words = text.destinations

type Props = { entity: EntityView; known: DestinationView | null; onDone: () => void }

/** A destination as it is entered: kind, place, name; tried before it is kept where one likes. */
export function DestinationForm({ entity, known, onDone }: Props) {
  const entered = useEntered(entity, known, onDone)
  const { settings, change, tries, fault, found } = entered
  const form = useRef<HTMLFormElement>(null)
  const verdict = useRef<HTMLDivElement>(null)
  // What is missing may be out of sight, and so may be what a test found.
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [tries])
  useEffect(() => {
    if (fault || found) verdict.current?.scrollIntoView?.({ block: 'nearest' })
  }, [fault, found])
  return (
    <form className={styles['form']} onSubmit={entered.keep} ref={form}>
      <div className={classes(styles['sides'], known && styles['known'])}>
        {!known && (
          <Choice<Kind>
            legend={words.chooseKind}
            options={KINDS.map((kind) => ({ value: kind, ...words.kind[kind], testId: `destination-kind-${kind}` }))}
            value={settings.kind}
            onChange={entered.choose}
          />
        )}
        <div className={styles['fields']}>
          <Particulars settings={settings} onChange={(next) => change({ settings: next })} insist={tries > 0} />
          {hasSecret(settings) && (
            <Secret
              label={settings.kind === 'bucket' ? words.secretKey : words.password}
              kept={known?.secretKept ?? false}
              value={entered.secret}
              onChange={(secret) => change({ secret })}
            />
          )}
          <TextField
            label={words.name}
            hint={words.nameHint(entered.kindTitle)}
            value={entered.name}
            onChange={(name) => change({ name })}
            testId="destination-name"
          />
        </div>
      </div>
      <div className={styles['verdict']} ref={verdict}>
        {fault && <FaultPanel fault={fault} />}
        {found && <Works found={found} />}
      </div>
      <Buttons onCancel={onDone} onTest={entered.look} testing={entered.testing} saving={entered.saving} />
    </form>
  )
}

type SecretProps = { label: string; kept: boolean; value: string; onChange: (value: string) => void }

/** The password or key: one that is kept stays where nothing is typed, and is never shown. */
const Secret = ({ kept, ...field }: SecretProps) => (
  <SecretField
    {...field}
    hint={kept ? words.secretKept : words.secretHint}
    placeholder={kept ? words.secretKeptPlaceholder : null}
    testId="destination-secret"
  />
)

/** What a test found: who answered, and where each tab's rows will stand. */
function Works({ found: { server, tables } }: { found: DestinationTest }) {
  return (
    <div role="status">
      <Note look="good" icon="check" title={words.works(server)} testId="destination-works">
        <p>{words.goesTo}</p>
        <ul className={styles['tables']}>
          {tables.map(({ name, insteadOf }) => (
            <li key={name}>
              <code>{name}</code>
              {insteadOf && ` ${words.insteadOf(insteadOf)}`}
            </li>
          ))}
        </ul>
      </Note>
    </div>
  )
}

type ButtonsProps = { onCancel: () => void; onTest: () => void; testing: boolean; saving: boolean }

function Buttons({ onCancel, onTest, testing, saving }: ButtonsProps) {
  return (
    <DialogActions>
      <Button look="quiet" data-testid="destination-cancel" onClick={onCancel}>
        {text.actions.cancel}
      </Button>
      <Button busy={testing} data-testid="destination-test" onClick={onTest}>
        {words.test}
      </Button>
      <Button look="primary" type="submit" busy={saving} data-testid="destination-save">
        {words.save}
      </Button>
    </DialogActions>
  )
}
