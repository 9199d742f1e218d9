import { useMutation } from '@tanstack/react-query'
import { useId } from 'react'

import { useDo } from '../../app/engine'
import type { ClientKind, ConnectionView, FaultView } from '../../generated/rpc'
import { FaultPanel } from '../../parts/FaultPanel'
import { Radio } from '../../parts/Tick'
import { Unseen } from '../../parts/Unseen'
import { text } from '../../text'
import type { CredentialsProps } from './AuthorizeStep'
import styles from './AuthorizeStep.module.css'
import { NO_SECRETS } from './credentials'

const words = text.authorize
const KINDS: readonly ClientKind[] = ['development', 'production']

/** Which of two own apps is filled in: the one to try with or the one for use. Both are kept; one is in use. */
export function ClientKindSwitch({ connection, setCredentials, save }: CredentialsProps) {
  const { id, clientKind } = connection
  const { mutateAsync: chooseKind } = useDo('use_client_kind')
  const name = useId()
  const choose = useMutation<ConnectionView, FaultView, ClientKind>({
    mutationFn: async (kind) => {
      await save()
      return chooseKind({ id, kind })
    },
    onSuccess: ({ client }) =>
      setCredentials((before) => ({
        ...before,
        ...NO_SECRETS,
        clientId: client?.kind === 'own' ? client.clientId : '',
      })),
  })
  return (
    <fieldset className={styles['kindField']}>
      <legend>
        <Unseen>{words.kind}</Unseen>
      </legend>
      <div className={styles['kinds']}>
        {KINDS.map((kind) => (
          <label key={kind} className={styles['kind']}>
            <Radio
              name={name}
              checked={kind === (choose.isPending ? choose.variables : clientKind)}
              onChange={() => choose.mutate(kind)}
              data-testid={`client-kind-${kind}`}
            />
            {words.kindTitle[kind]}
          </label>
        ))}
      </div>
      <p className={styles['kindSays']}>{words.kindSays[clientKind]}</p>
      {choose.error && <FaultPanel fault={choose.error} />}
    </fieldset>
  )
}
