import { useEffect } from 'react'

import { useSay } from '../../parts/Announcer'
import { Heading } from '../../parts/Heading'
import { text } from '../../text'
import { needsAnswer, type Running, titleOf } from './attempt'
import { Scopes } from './Scopes'
import { WaitingPanel } from './WaitingPanel'
import type { StepProps } from './Wizard'
import styles from './Wizard.module.css'

/** Step 1 while the user is in the browser or has something to answer: what to do, and what is being asked for. */
export function Waiting({ connection, connector }: StepProps & { connection: Running }) {
  const say = useSay()
  const answer = needsAnswer(connection)
  const { device } = connection.attempt
  const title = titleOf(connection.attempt)
  useEffect(() => {
    // A code is said where it is shown.
    if (!device) say.quietly(title)
  }, [say, device, title])
  return (
    <div className={styles['content']}>
      <Heading of={answer ? 'answer' : 'waiting'} className={styles['title']}>
        {text.authorize.title(connector.name)}
      </Heading>
      <div className={styles['body']}>
        <WaitingPanel connection={connection} />
        {!answer && <Scopes connection={connection} connector={connector} fixed />}
      </div>
    </div>
  )
}
