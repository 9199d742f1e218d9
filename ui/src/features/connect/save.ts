import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'

import { useDo } from '../../app/engine'
import { go } from '../../app/route'
import type { ConnectionView, ConnectorDetail, FaultView } from '../../generated/rpc'
import { type Credentials, clientToSave, inputsToSave, kept } from './credentials'

/** Keeps what was typed: inputs and client. */
function useSave({ id }: ConnectionView, connector: ConnectorDetail) {
  const { mutateAsync: saveInputs } = useDo('save_inputs')
  const { mutateAsync: saveClient } = useDo('save_client')
  return async (credentials: Credentials): Promise<void> => {
    const client = clientToSave(credentials, connector)
    if (connector.inputs.length > 0) await saveInputs({ id, inputs: inputsToSave(credentials, connector.inputs) })
    if (client) await saveClient({ id, client })
  }
}

/**
 * Keeps what was typed and starts the authorization; a connector with keys has none and goes to the test. A half-filled
 * form is a draft: what is not yet kept when the user goes elsewhere is saved then.
 */
export function useAuthorize(credentials: Credentials, connection: ConnectionView, connector: ConnectorDetail) {
  const { id } = connection
  const save = useSave(connection, connector)
  const saved = useRef(JSON.stringify(kept(connection, connector)))
  const { mutateAsync: authorize } = useDo('authorize')
  useOnLeave(() => {
    // Nobody is there any more to read a fault; the form shows it when it is opened again.
    if (JSON.stringify(credentials) !== saved.current) save(credentials).catch(() => undefined)
  })
  return useMutation<void, FaultView, void>({
    mutationFn: async () => {
      await save(credentials)
      saved.current = JSON.stringify(credentials)
      if (connector.auth === 'key') go({ screen: 'connect', id, step: 'test' })
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
