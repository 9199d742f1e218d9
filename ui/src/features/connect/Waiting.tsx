import { useEffect } from 'react'

import { useSay } from '../../parts/Announcer'
import { text } from '../../text'
import type { Running } from './attempt'
import { Scopes } from './Scopes'
import { StepForm } from './StepForm'
import { WaitingPanel } from './WaitingPanel'
import type { StepProps } from './Wizard'

/** Step 1 while the user is in the browser: what to do there, and what is being asked for. */
export function Waiting({ connection, connector }: StepProps & { connection: Running }) {
  const say = useSay()
  useEffect(() => say.quietly(text.waiting.title), [say])
  return (
    <StepForm name="waiting" title={text.authorize.title(connector.name)} onContinue={() => undefined} foot={null}>
      <WaitingPanel id={connection.id} attempt={connection.attempt} />
      <Scopes scopes={connector.scopes} />
    </StepForm>
  )
}
