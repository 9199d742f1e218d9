import { type Dispatch, type SetStateAction, useEffect, useRef, useState } from 'react'

import { useAsk } from '../../app/engine'
import type { ConnectorDetail, FormField, GrantKind } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { classes } from '../../parts/classes'
import { FaultPanel } from '../../parts/FaultPanel'
import { Icon } from '../../parts/Icon'
import { Loading } from '../../parts/Loading'
import { text } from '../../text'
import styles from './AuthorizeStep.module.css'
import { AuthorizeTrouble } from './AuthorizeTrouble'
import { ClientChoice } from './ClientChoice'
import { ClientForm } from './ClientForm'
import { type Credentials, isComplete, kept, usesOwn } from './credentials'
import { GuidePanel } from './GuidePanel'
import { InputsForm } from './InputsForm'
import { Scopes } from './Scopes'
import { StepForm } from './StepForm'
import { useAuthorize, useSave } from './save'
import { WayChoice } from './WayChoice'
import type { StepProps } from './Wizard'

const words = text.authorize

/** A step with the fields that the connector asks for. */
export type StepFields = StepProps & { fields: FormField[] }

/** What the parts of step 1 get. `insist` shows what is missing, after a first try to go on. */
export type CredentialsProps = StepFields & {
  credentials: Credentials
  setCredentials: Dispatch<SetStateAction<Credentials>>
  insist: boolean
  /** Keeps what was typed so far. */
  save: () => Promise<void>
}

/** Step 1: how access is had, where the data is, which app asks, what it asks for; then to the browser. */
export function AuthorizeStep(props: StepProps) {
  const form = useAsk('connector_form', { connector: props.connector.id })
  if (form.data) return <AuthorizeForm {...props} fields={form.data.fields} />
  return (
    <StepForm name="form-loading" title={words.title(props.connector.name)} onContinue={() => undefined} foot={null}>
      {form.error ? <FaultPanel fault={form.error} onAction={() => void form.refetch()} /> : <Loading />}
    </StepForm>
  )
}

function AuthorizeForm(step: StepFields) {
  const { connection, connector, fields } = step
  const [credentials, setCredentials] = useState(() => kept(connection, connector, fields))
  const [tries, setTries] = useState(0)
  const save = useSave(credentials, setCredentials, step)
  const authorize = useAuthorize(connection, connector, save)
  const body = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (tries > 0) body.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [tries])
  const submit = () => {
    setTries(tries + 1)
    if (isComplete(credentials, step)) authorize.mutate()
  }
  const props = { ...step, credentials, setCredentials, insist: tries > 0, save }
  const own = usesOwn(credentials, connector)
  return (
    <StepForm
      name="authorize"
      wide={own}
      title={words.title(connector.name)}
      lead={connector.summary}
      onContinue={submit}
      foot={<ContinueButton connector={connector} way={credentials.way} busy={authorize.isPending} />}
    >
      <div className={classes(styles['columns'], own && styles['beside'])} ref={body}>
        <div className={styles['form']}>
          <AuthorizeTrouble connection={connection} fault={authorize.error} retry={submit} />
          <WayChoice {...props} />
          <ClientChoice {...props} />
          <InputsForm {...props} />
          {own && <ClientForm {...props} />}
          <Scopes connection={connection} connector={connector} />
          <TokenPlace />
        </div>
        {own && <GuidePanel connector={connector} />}
      </div>
    </StepForm>
  )
}

type ContinueProps = { connector: ConnectorDetail; way: GrantKind; busy: boolean }

function ContinueButton({ connector: { auth, destination, name }, way, busy }: ContinueProps) {
  const here = auth === 'key' || way !== 'authorizationCode'
  return (
    <Button
      look="primary"
      large
      type="submit"
      icon={here ? 'chevronRight' : 'external'}
      busy={busy}
      data-testid="continue-authorize"
    >
      {auth === 'key' ? words.continueKey : onward(way, destination, name)}
    </Button>
  )
}

/** The button names where it leads. */
function onward(way: GrantKind, destination: string | null, name: string): string {
  switch (way) {
    case 'clientCredentials':
      return words.continueAlone
    case 'deviceCode':
      return words.continueDevice
    case 'authorizationCode':
      return destination ? words.continueTo(destination) : words.continueToProvider(name)
  }
}

/** Where the tokens will be kept, or why they cannot be. */
function TokenPlace() {
  const keychain = useAsk('keychain', {}, { fresh: true })
  if (keychain.error) return <FaultPanel fault={keychain.error} onAction={() => void keychain.refetch()} />
  return (
    keychain.data && (
      <p className={styles['tokens']} data-testid="token-place">
        <Icon name="shield" />
        {words.tokens(keychain.data)}
      </p>
    )
  )
}
