import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { useDo } from '../../app/engine'
import type { ClientCheck as Check, FaultView } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { Button } from '../../parts/Button'
import { FaultPanel } from '../../parts/FaultPanel'
import { Note } from '../../parts/Note'
import { text } from '../../text'
import type { CredentialsProps } from './AuthorizeStep'
import styles from './AuthorizeStep.module.css'
import { isClientComplete } from './credentials'

const words = text.authorize

/** Asks the provider whether the credentials are right, before anybody goes to the browser for nothing. */
export function ClientCheck({ connection, connector, credentials, save }: CredentialsProps) {
  const { id } = connection
  const { mutateAsync: checkClient } = useDo('check_client')
  const say = useSay()
  const [checked, setChecked] = useState('')
  const typed = credentials.clientId + connection.clientKind
  const check = useMutation<Check, FaultView, void>({
    mutationFn: async () => {
      await save()
      return checkClient({ id })
    },
    onSuccess: ({ outcome }) => {
      setChecked(typed)
      say.quietly(words.checkTitle[outcome])
    },
  })
  const ready = isClientComplete(credentials, connection, connector)
  // What was said of other credentials says nothing of these.
  const stale = checked !== typed || credentials.clientSecret !== '' || credentials.certificate !== ''
  return (
    <>
      <div className={styles['aid']}>
        <Button
          icon="check"
          busy={check.isPending}
          disabled={!ready}
          data-testid="client-check"
          onClick={() => check.mutate()}
        >
          {words.check}
        </Button>
        <p>{check.isPending ? words.checking : words.checkSays}</p>
      </div>
      {check.error && <FaultPanel fault={check.error} onAction={() => check.mutate()} />}
      {check.data && !stale && !check.isPending && <Verdict check={check.data} />}
    </>
  )
}

function Verdict({ check: { outcome, says, fault } }: { check: Check }) {
  return (
    <div data-testid="client-verdict" data-outcome={outcome}>
      {fault ? (
        // The form is right here: its button would lead nowhere else.
        <FaultPanel fault={fault} />
      ) : (
        <Note
          look={outcome === 'passed' ? 'good' : outcome === 'failed' ? 'warn' : 'calm'}
          icon={outcome === 'passed' ? 'check' : outcome === 'failed' ? 'warning' : 'minus'}
          title={words.checkTitle[outcome]}
          testId="client-verdict-note"
        >
          <p>{says}</p>
        </Note>
      )}
    </div>
  )
}
