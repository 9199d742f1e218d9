import { useState } from 'react'

import { Button } from '../parts/Button'
import { Note } from '../parts/Note'
import { text } from '../text'
import { useAsk, useDo } from './engine'
import styles from './Recovered.module.css'

const words = text.recovery

/** After a damaged database: what was kept and what was lost, on every screen until somebody has read it. */
export function Recovered() {
  const { data: recovery } = useAsk('recovery', {})
  const { mutate } = useDo('recovery_seen')
  const [seen, setSeen] = useState(false)
  if (!recovery || seen) return null
  const { copy, connections, tabs, incomplete } = recovery
  const kept = tabs.reduce((sum, tab) => sum + tab.kept, 0)
  const nothing = incomplete.includes('all')
  return (
    <div className={styles['recovered']} role="status">
      <Note
        look="warn"
        icon="file"
        title={words.title}
        testId="recovered"
        actions={
          <Button
            data-testid="recovered-seen"
            onClick={() => {
              setSeen(true)
              mutate({})
            }}
          >
            {words.seen}
          </Button>
        }
      >
        <p>{words.kept(copy, connections, kept)}</p>
        {tabs
          .filter(({ lost }) => lost > 0)
          .map(({ title, lost }) => (
            <p key={title}>{words.lost(title, lost)}</p>
          ))}
        {nothing && <p>{words.nothing}</p>}
        {!nothing && incomplete.length > 0 && <p>{words.incomplete(incomplete.join(', '))}</p>}
      </Note>
    </div>
  )
}
