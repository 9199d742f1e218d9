import { useState } from 'react'

import { useAsk } from '../../app/engine'
import { href } from '../../app/route'
import type { ConnectionView, ScheduleView } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { Button } from '../../parts/Button'
import { useNow } from '../../parts/now'
import { text } from '../../text'
import styles from './Schedule.module.css'
import { ScheduleEditor } from './ScheduleEditor'
import { rhythmSays, timeSays } from './words'

const words = text.schedule

/** When a connection is synced by itself: in plain words, and an editor on demand. */
export function ScheduleSection({ connection, open }: { connection: ConnectionView; open: boolean }) {
  const [editing, setEditing] = useState(open)
  const say = useSay()
  const { id, schedule } = connection
  const done = (saved: boolean) => {
    setEditing(false)
    say.aloud(saved ? words.saved : words.removed)
  }
  return (
    <section aria-labelledby="schedule-title" className={styles['section']} data-testid="schedule">
      <h2 id="schedule-title">{words.title}</h2>
      {editing ? (
        <ScheduleEditor id={id} kept={schedule?.schedule ?? null} onDone={done} onCancel={() => setEditing(false)} />
      ) : (
        <div className={styles['summary']}>
          <div className={styles['words']}>
            {schedule ? <Standing schedule={schedule} /> : <p data-testid="schedule-says">{words.none}</p>}
          </div>
          <Button icon="clock" data-testid="schedule-edit" onClick={() => setEditing(true)}>
            {schedule ? words.change : words.add}
          </Button>
        </div>
      )}
    </section>
  )
}

function Standing({ schedule: { schedule, nextAt, missed, missedAt, waits } }: { schedule: ScheduleView }) {
  const now = useNow(60_000)
  const { data: general } = useAsk('general', {})
  const allPaused = general?.schedulesPaused ?? false
  return (
    <>
      <p className={styles['rhythm']} data-testid="schedule-says">
        {rhythmSays(schedule.rhythm)}
      </p>
      {nextAt ? (
        <p data-testid="schedule-next">{waits ? words.waits : words.next(timeSays(nextAt, now))}</p>
      ) : (
        <p data-testid="schedule-paused">
          {allPaused ? words.allPaused : words.paused}{' '}
          {allPaused && <a href={href({ screen: 'settings', section: 'general' })}>{words.allPausedLink}</a>}
        </p>
      )}
      {missed > 0 && missedAt && (
        <p className={styles['missed']} data-testid="schedule-missed">
          {words.missed(missed, timeSays(missedAt, now))}
        </p>
      )}
      <p className={styles['faint']}>{words.onlyOpen}</p>
    </>
  )
}
