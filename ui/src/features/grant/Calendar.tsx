import { useAsk } from '../../app/engine'
import { href } from '../../app/route'
import type { CalendarEntry } from '../../generated/rpc'
import { classes } from '../../parts/classes'
import { Icon } from '../../parts/Icon'
import { useNow } from '../../parts/now'
import { text } from '../../text'
import { day } from '../../text/format'
import styles from './Calendar.module.css'

const words = text.calendar

/** When the next grants end and why. Where none does, nothing is shown. */
export function Calendar() {
  const { data: entries } = useAsk('calendar', {})
  if (!entries || entries.length === 0) return null
  return (
    <section className={styles['calendar']} aria-labelledby="calendar-title" data-testid="calendar">
      <h2 id="calendar-title" className={styles['title']}>
        <Icon name="calendar" size={18} />
        {words.title}
      </h2>
      <p className={styles['lead']}>{words.lead}</p>
      <ul className={styles['list']}>
        {entries.map((entry) => (
          <Entry key={entry.connection} entry={entry} />
        ))}
      </ul>
    </section>
  )
}

function Entry({ entry: { connection, name, end } }: { entry: CalendarEntry }) {
  const now = useNow(60_000)
  return (
    <li className={styles['entry']} data-testid={`calendar-${connection}`}>
      <time className={styles['date']} dateTime={end.at}>
        {day(end.at)}
        <span className={classes(styles['left'], end.warns && styles['near'])}>
          {words.left(Date.parse(end.at) - now)}
        </span>
      </time>
      <div className={styles['what']}>
        <a className={styles['name']} href={href({ screen: 'connection', id: connection })}>
          {name}
        </a>
        <p className={styles['why']}>{end.why}</p>
      </div>
    </li>
  )
}
