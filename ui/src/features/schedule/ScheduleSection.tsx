import { useState } from 'react'

import { useAsk } from '../../app/engine'
import { href } from '../../app/route'
import type { ConnectionView, ScheduleView } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { Button } from '../../parts/Button'
import { Group, Padded, Row } from '../../parts/Group'
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
  if (editing) {
    return (
      <Group level={2} title={words.title} testId="schedule">
        <Padded>
          <ScheduleEditor id={id} kept={schedule?.schedule ?? null} onDone={done} onCancel={() => setEditing(false)} />
        </Padded>
      </Group>
    )
  }
  return (
    <Group level={2} title={words.title} says={schedule && words.onlyOpen} testId="schedule">
      <Row
        icon="clock"
        title={<span data-testid="schedule-says">{schedule ? rhythmSays(schedule.schedule.rhythm) : words.none}</span>}
        says={schedule && <Standing schedule={schedule} />}
      >
        <Button data-testid="schedule-edit" onClick={() => setEditing(true)}>
          {schedule ? words.change : words.add}
        </Button>
      </Row>
    </Group>
  )
}

/** When it comes next, or why it does not, and what was missed. */
function Standing({ schedule: { nextAt, missed, missedAt, waits } }: { schedule: ScheduleView }) {
  const now = useNow(60_000)
  const { data: general } = useAsk('general', {})
  const allPaused = general?.schedulesPaused ?? false
  return (
    <>
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
    </>
  )
}
