import { type Dispatch, type SetStateAction, useEffect, useRef, useState } from 'react'

import { useAsk } from '../../app/engine'
import { useFaultAction } from '../../app/faultAction'
import { useSay } from '../../parts/Announcer'
import { Button } from '../../parts/Button'
import { classes } from '../../parts/classes'
import { FaultPanel } from '../../parts/FaultPanel'
import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import styles from './AuthorizeStep.module.css'
import { ClientChoice } from './ClientChoice'
import { ClientForm } from './ClientForm'
import { type Credentials, isComplete, kept } from './credentials'
import { GuidePanel } from './GuidePanel'
import { InputsForm } from './InputsForm'
import { Scopes } from './Scopes'
import { StepForm } from './StepForm'
import { useAuthorize } from './save'
import type { StepProps } from './Wizard'

const words = text.authorize

/** What the parts of step 1 get. `insist` shows what is missing, after a first try to go on. */
export type CredentialsProps = StepProps & {
  credentials: Credentials
  setCredentials: Dispatch<SetStateAction<Credentials>>
  insist: boolean
}

/** Step 1: where the data is, which app asks, what it asks for; then to the browser. */
export function AuthorizeStep({ connection, connector }: StepProps) {
  const [credentials, setCredentials] = useState(() => kept(connection, connector))
  const [tries, setTries] = useState(0)
  const authorize = useAuthorize(credentials, connection, connector)
  const body = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (tries > 0) body.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [tries])
  const submit = () => {
    setTries(tries + 1)
    if (isComplete(credentials, connection, connector)) authorize.mutate()
  }
  const props = { connection, connector, credentials, setCredentials, insist: tries > 0 }
  const own = connector.clientFields !== null && credentials.client === 'own'
  return (
    <StepForm
      name="authorize"
      wide={own}
      title={words.title(connector.name)}
      lead={connector.summary}
      onContinue={submit}
      foot={<ContinueButton connector={connector} busy={authorize.isPending} />}
    >
      <div className={classes(styles['columns'], own && styles['beside'])} ref={body}>
        <div className={styles['form']}>
          <Trouble connection={connection} fault={authorize.error} retry={submit} />
          <ClientChoice {...props} />
          <InputsForm {...props} />
          {own && <ClientForm {...props} />}
          <Scopes scopes={connector.scopes} />
          <TokenPlace />
        </div>
        {own && <GuidePanel connector={connector} />}
      </div>
    </StepForm>
  )
}

function ContinueButton({ connector, busy }: Pick<StepProps, 'connector'> & { busy: boolean }) {
  const { auth, destination, name } = connector
  const label =
    auth === 'key' ? words.continueKey : destination ? words.continueTo(destination) : words.continueToProvider(name)
  return (
    <Button
      look="primary"
      large
      type="submit"
      icon={auth === 'key' ? 'chevronRight' : 'external'}
      busy={busy}
      data-testid="continue-authorize"
    >
      {label}
    </Button>
  )
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

type TroubleProps = Pick<StepProps, 'connection'> & { fault: StepProps['connection']['trouble']; retry: () => void }

function Trouble({ connection, fault, retry }: TroubleProps) {
  const act = useFaultAction(connection, retry)
  const say = useSay()
  const shown = fault ?? connection.attempt?.fault ?? connection.trouble
  const title = shown?.title
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!title) return
    panel.current?.scrollIntoView?.({ block: 'nearest' })
    say.quietly(title)
  }, [title, say])
  if (!shown) return null
  // The form is this screen, so *Reconnect* means to send it.
  return (
    <div ref={panel}>
      <FaultPanel fault={shown} onAction={(action) => (action === 'reconnect' ? retry() : act(action))} />
    </div>
  )
}
