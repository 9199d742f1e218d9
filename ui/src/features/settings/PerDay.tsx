import { useState } from 'react'

import type { ActivityView } from '../../generated/rpc'
import { classes } from '../../parts/classes'
import { useNow } from '../../parts/now'
import { Unseen } from '../../parts/Unseen'
import { text } from '../../text'
import { number } from '../../text/format'
import { type Day, perDay } from './activity'
import styles from './PerDay.module.css'

const words = text.activity
const DAYS = 14

type Props = {
  entries: ActivityView[]
  /** The day that is chosen, by its midnight. */
  chosen: string | null
  onChoose: (day: string | null) => void
}

/** How much happened on each of the last days, and how much of it needed a person. A day can be chosen. */
export function PerDay({ entries, chosen, onChoose }: Props) {
  const [pointed, point] = useState<Day | null>(null)
  const days = perDay(entries, DAYS, useNow(60_000))
  const most = Math.max(...days.map(({ count }) => count))
  const top = Math.max(2, most + (most % 2))
  const told = pointed ?? days.find(({ at }) => at === chosen)
  return (
    <figure className={styles['chart']} data-testid="activity-chart">
      <figcaption className={styles['head']}>
        <span className={styles['title']}>{words.perDay}</span>
        <span className={styles['told']}>
          {told ? words.onDay(told.at, told.count, told.needing) : words.perDaySays(DAYS, most)}
        </span>
        <span className={classes(styles['key'], styles['needing'])}>{words.needing}</span>
        <span className={styles['key']}>{words.rest}</span>
      </figcaption>
      <div className={styles['plot']}>
        <div className={styles['scale']} aria-hidden="true">
          {[top, top / 2, 0].map((count) => (
            <span key={count}>{number(count)}</span>
          ))}
        </div>
        <ol className={styles['days']} onPointerLeave={() => point(null)}>
          {days.map((day) => (
            <li key={day.at} onPointerEnter={() => point(day)}>
              <Bar
                day={day}
                top={top}
                chosen={day.at === chosen}
                onChoose={() => onChoose(day.at === chosen ? null : day.at)}
                onPoint={(on) => point(on ? day : null)}
              />
              <span className={styles['name']} aria-hidden="true">
                {words.day(day.at)}
              </span>
            </li>
          ))}
        </ol>
      </div>
    </figure>
  )
}

type BarProps = { day: Day; top: number; chosen: boolean; onChoose: () => void; onPoint: (on: boolean) => void }

function Bar({ day: { at, count, needing }, top, chosen, onChoose, onPoint }: BarProps) {
  const says = <Unseen>{words.onDay(at, count, needing)}</Unseen>
  if (count === 0) return <span className={styles['bar']}>{says}</span>
  return (
    <button
      type="button"
      className={styles['bar']}
      aria-pressed={chosen}
      onClick={onChoose}
      onFocus={() => onPoint(true)}
      onBlur={() => onPoint(false)}
    >
      {says}
      {needing > 0 && <span className={styles['part']} data-needing="" style={{ height: `${(needing / top) * 100}%` }} />}
      {count > needing && <span className={styles['part']} style={{ height: `${((count - needing) / top) * 100}%` }} />}
    </button>
  )
}
