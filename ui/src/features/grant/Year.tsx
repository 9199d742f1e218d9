import { classes } from '../../parts/classes'
import { ConnectorIcon } from '../../parts/ConnectorIcon'
import { Unseen } from '../../parts/Unseen'
import { text } from '../../text'
import { type Ending, type Month, year } from './ends'
import styles from './Year.module.css'

const words = text.calendar
/** So many icons stand above one another; of more, their number. */
const STACK = 4

/** The next twelve months, each with the icons of what ends in it. */
export const Year = ({ ends, now }: { ends: Ending[]; now: number }) => (
  <figure className={styles['year']} data-testid="calendar-year">
    <figcaption>{words.year}</figcaption>
    <ol className={styles['months']}>
      {year(ends, now).map((month) => (
        <Column key={month.at} month={month} />
      ))}
    </ol>
  </figure>
)

function Column({ month: { at, ends } }: { month: Month }) {
  const shown = ends.length > STACK ? ends.slice(0, STACK - 1) : ends
  const warns = ends.some(({ end }) => end.warns)
  return (
    <li className={classes(styles['month'], warns && styles['near'])}>
      <Unseen>{words.ofMonth(at, ends.length)}</Unseen>
      <span className={styles['stack']} aria-hidden="true">
        {ends.length > shown.length && <span className={styles['more']}>{words.more(ends.length - shown.length)}</span>}
        {shown.map(({ connection }) => (
          <span key={connection.id} title={connection.name}>
            <ConnectorIcon svg={connection.icon} size={24} />
          </span>
        ))}
      </span>
      <span className={styles['name']} aria-hidden="true">
        {words.month(at)}
      </span>
    </li>
  )
}
