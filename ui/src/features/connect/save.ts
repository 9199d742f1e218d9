import { useMutation } from '@tanstack/react-query'
import { type Dispatch, type SetStateAction, useEffect, useRef } from 'react'

import { useDo } from '../../app/engine'
import { go } from '../../app/route'
import type { ConnectionView, ConnectorDetail, FaultView, FormField } from '../../generated/rpc'
import type { StepFields } from './AuthorizeStep'
import { type Credentials, clientToSave, kept, NO_SECRETS } from './credentials'
import { shown, toSend } from './form'

/** Keeps what was typed: the way, inputs and client. */
function useKeep({ connection, connector, fields }: StepFields) {
  const { id } = connection
  const { mutateAsync: chooseWay } = useDo('use_grant')
  const { mutateAsync: saveInputs } = useDo('save_inputs')
  const { mutateAsync: saveClient } = useDo('save_client')
  const way = useRef(kept(connection, connector, fields).way)
  return async (credentials: Credentials): Promise<void> => {
    const client = clientToSave(credentials, connector)
    if (connector.grants.length > 1 && credentials.way !== way.current) {
      await chooseWay({ id, grant: credentials.way })
      way.current = credentials.way
    }
    if (fields.length > 0) await saveInputs({ id, inputs: toSend(fields, credentials.inputs) })
    if (client) await saveClient({ id, client })
  }
}

/**
 * Keeps what was typed, once for every change. What was secret in it is in the keychain then, and no longer here. A
 * half-filled form is a draft: what is not yet kept when the user goes elsewhere is kept then.
 */
export function useSave(
  credentials: Credentials,
  setCredentials: Dispatch<SetStateAction<Credentials>>,
  step: StepFields,
): () => Promise<void> {
  const { connection, connector, fields } = step
  const keep = useKeep(step)
  const saved = useRef(JSON.stringify(kept(connection, connector, fields)))
  useOnLeave(() => {
    // Nobody is there any more to read a fault; the form shows it when it is opened again.
    if (JSON.stringify(credentials) !== saved.current) keep(credentials).catch(() => undefined)
  })
  return async () => {
    await keep(credentials)
    saved.current = JSON.stringify(forget(fields, credentials))
    setCredentials((now) => forget(fields, now))
  }
}

/** What may stay in the window of what was sent. */
function forget(fields: FormField[], credentials: Credentials): Credentials {
  const secrets = shown(fields, credentials.inputs).filter(({ secret }) => secret)
  const empty = Object.fromEntries(secrets.map(({ name }) => [name, '']))
  return { ...credentials, ...NO_SECRETS, inputs: { ...credentials.inputs, ...empty } }
}

/** Keeps what was typed and starts the authorization; a connector with keys has none and goes to the test. */
export function useAuthorize({ id }: ConnectionView, { auth }: ConnectorDetail, save: () => Promise<void>) {
  const { mutateAsync: authorize } = useDo('authorize')
  return useMutation<void, FaultView, void>({
    mutationFn: async () => {
      await save()
      if (auth === 'key') go({ screen: 'connect', id, step: 'test' })
      else await authorize({ id })
    },
  })
}

/** Calls the last `leave` when the user goes elsewhere. */
function useOnLeave(leave: () => void): void {
  const latest = useRef(leave)
  useEffect(() => {
    latest.current = leave
  })
  useEffect(() => () => latest.current(), [])
}
