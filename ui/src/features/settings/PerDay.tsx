import type { ActivityView } from '../../generated/rpc'
import { useNow } from '../../parts/now'
import { Unseen } from '../../parts/Unseen'
import { text } from '../../text'
import { perDay } from './activity'
import styles from './PerDay.module.css'

const words = text.activity
const DAYS = 14

/** A small chart: how much happened on each of the last days. Each bar says its day and its count. */
export function PerDay({ entries }: { entries: ActivityView[] }) {
  const days = perDay(entries, DAYS, useNow(60_000))
  const most = Math.max(...days.map(({ count }) => count))
  return (
    <figure className={styles['chart']} data-testid="activity-chart">
      <figcaption>
        {words.perDay}
        <span className={styles['says']}>{words.perDaySays(DAYS, most)}</span>
      </figcaption>
      <ol className={styles['bars']}>
        {days.map(({ at, count }) => (
          <li key={at} className={styles['day']} title={words.onDay(at, count)}>
            <Unseen>{words.onDay(at, count)}</Unseen>
            <span
              className={styles['bar']}
              data-empty={count === 0 ? '' : undefined}
              style={{ height: `${most === 0 ? 0 : (count / most) * 100}%` }}
            />
          </li>
        ))}
      </ol>
    </figure>
  )
}
