import { useMutation } from '@tanstack/react-query'
import { type Dispatch, type SetStateAction, useEffect, useRef } from 'react'

import { useDo } from '../../app/engine'
import { go } from '../../app/route'
import type { ConnectionView, ConnectorDetail, FaultView } from '../../generated/rpc'
import { type Credentials, clientToSave, inputsToSave, kept, NO_SECRETS } from './credentials'

/** Keeps what was typed: the way, inputs and client. */
function useKeep(connection: ConnectionView, connector: ConnectorDetail) {
  const { id } = connection
  const { mutateAsync: chooseWay } = useDo('use_grant')
  const { mutateAsync: saveInputs } = useDo('save_inputs')
  const { mutateAsync: saveClient } = useDo('save_client')
  const way = useRef(kept(connection, connector).way)
  return async (credentials: Credentials): Promise<void> => {
    const client = clientToSave(credentials, connector)
    if (connector.grants.length > 1 && credentials.way !== way.current) {
      await chooseWay({ id, grant: credentials.way })
      way.current = credentials.way
    }
    if (connector.inputs.length > 0) await saveInputs({ id, inputs: inputsToSave(credentials, connector.inputs) })
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
  connection: ConnectionView,
  connector: ConnectorDetail,
): () => Promise<void> {
  const keep = useKeep(connection, connector)
  const saved = useRef(JSON.stringify(kept(connection, connector)))
  useOnLeave(() => {
    // Nobody is there any more to read a fault; the form shows it when it is opened again.
    if (JSON.stringify(credentials) !== saved.current) keep(credentials).catch(() => undefined)
  })
  return async () => {
    await keep(credentials)
    saved.current = JSON.stringify({ ...credentials, ...NO_SECRETS })
    setCredentials((now) => ({ ...now, ...NO_SECRETS }))
  }
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
