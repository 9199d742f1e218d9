import { useEffect, useRef } from 'react'

import { useAsk } from '../../app/engine'
import { go, type Step } from '../../app/route'
import type { ConnectionView, ConnectorDetail } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { FaultPanel } from '../../parts/FaultPanel'
import { Loading } from '../../parts/Loading'
import { Page } from '../../parts/Page'
import { text } from '../../text'
import { isRunning } from './attempt'
import { AuthorizeStep } from './AuthorizeStep'
import { EntityStep } from './EntityStep'
import { StreamsStep } from './StreamsStep'
import { TestStep } from './TestStep'
import { Waiting } from './Waiting'
import styles from './Wizard.module.css'
import { WizardHead } from './WizardHead'

/** What every step gets. */
export type StepProps = { connection: ConnectionView; connector: ConnectorDetail }

/** From a connector to the first sync in four steps. Every step is kept by the engine: one may leave and come back. */
export function Wizard({ id, at }: { id: string; at: Step | null }) {
  const connection = useAsk('connection', { id })
  const connector = useAsk(
    'connector',
    { connector: connection.data?.connector ?? '' },
    { enabled: Boolean(connection.data) },
  )
  const fault = connection.error ?? connector.error
  if (fault) {
    const retry = () => void (connection.error ? connection.refetch() : connector.refetch())
    return (
      <Page title={connection.data?.name ?? text.app.connections}>
        <FaultPanel fault={fault} onAction={retry} />
      </Page>
    )
  }
  if (!connection.data || !connector.data) return <Loading />
  return <Steps connection={connection.data} connector={connector.data} at={at} />
}

function Steps({ connection, connector, at }: StepProps & { at: Step | null }) {
  useArrival(connection, at)
  const { step, entity, id } = connection
  const through = at === null && step === 'done' && entity
  useEffect(() => {
    if (through) go({ screen: 'workbook', entity: through.id, tab: null })
  }, [through])
  if (through) return null
  const shown = shownStep(connection, connector, at)
  const props = { connection, connector }
  return (
    <div className={styles['wizard']}>
      <WizardHead connection={connection} shown={shown} />
      {shown === 'authorize' &&
        (isRunning(connection) ? (
          <Waiting connection={connection} connector={connector} />
        ) : (
          <AuthorizeStep key={id} {...props} />
        ))}
      {shown === 'test' && <TestStep {...props} />}
      {shown === 'streams' && <StreamsStep {...props} />}
      {shown === 'entity' && <EntityStep {...props} />}
    </div>
  )
}

/** The step to show: the one asked for, but nothing comes before a consent. A key needs none: its test is what connects. */
function shownStep(connection: ConnectionView, { auth }: ConnectorDetail, at: Step | null): Step {
  const consented = connection.step !== 'authorize' || (auth === 'key' && at === 'test')
  if (isRunning(connection) || !consented) return 'authorize'
  return at ?? (connection.step === 'done' ? 'streams' : connection.step)
}

/**
 * When the user comes back from the browser, the test follows by itself and a screen reader hears who is connected. Who
 * went there for a stream's permission comes back to the streams.
 */
function useArrival(connection: ConnectionView, at: Step | null): void {
  const say = useSay()
  const running = isRunning(connection)
  const wasRunning = useRef(running)
  useEffect(() => {
    const { id, attempt, step, state, connectorName, account } = connection
    const arrived = attempt ? attempt.phase === 'done' : step !== 'authorize' && state !== 'reauthorize'
    if (wasRunning.current && !running && arrived) {
      say.quietly(text.wizard.connected(connectorName, account))
      go({ screen: 'connect', id, step: at === 'streams' ? 'streams' : 'test' })
    }
    wasRunning.current = running
  }, [connection, running, say, at])
}
