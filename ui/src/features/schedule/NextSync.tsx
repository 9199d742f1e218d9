import type { ConnectionView } from '../../generated/rpc'
import { useNow } from '../../parts/now'
import { text } from '../../text'
import styles from './Schedule.module.css'
import { timeSays } from './words'

const words = text.schedule

/** When a connection is synced next, and what was missed: a line of the list. */
export function NextSync({ connection: { id, schedule } }: { connection: ConnectionView }) {
  const now = useNow(60_000)
  if (!schedule || (!schedule.nextAt && schedule.missed === 0)) return null
  const { nextAt, missed, waits } = schedule
  return (
    <p className={styles['next']} data-testid={`next-${id}`}>
      {nextAt && <span title={waits ? words.waits : undefined}>{words.next(timeSays(nextAt, now))}</span>}
      {missed > 0 && <span className={styles['missed']}>{words.missedShort(missed)}</span>}
    </p>
  )
}
