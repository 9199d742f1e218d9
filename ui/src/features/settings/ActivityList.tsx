import { href } from '../../app/route'
import type { ActivityView } from '../../generated/rpc'
import { classes } from '../../parts/classes'
import { Icon } from '../../parts/Icon'
import { Moment } from '../../parts/Moment'
import { text } from '../../text'
import { dateTime, timeOfDay, weekday } from '../../text/format'
import { type Names, needing } from './activity'
import styles from './Activity.module.css'
import { kindOf } from './kinds'
import settingsStyles from './Settings.module.css'

const words = text.activity

type Props = {
  entries: ActivityView[]
  /** Names of the connections, by ID. Without them all entries are of one connection. */
  names?: Names
}

/** Things that happened, by day. */
export function ActivityList({ entries, names }: Props) {
  if (entries.length === 0) return <p className={settingsStyles['none']} data-testid="nothing">{words.none}</p>
  return (
    <div className={styles['activity']} data-testid="activity">
      {byDay(entries).map(({ day, entries: of }) => (
        <section key={day} aria-label={day}>
          <h3 className={styles['day']}>
            {day} <span className={styles['sum']}>{words.sum(of.length, needing(of))}</span>
          </h3>
          <div className={styles['frame']}>
            <Entries entries={of} names={names} />
          </div>
        </section>
      ))}
    </div>
  )
}

type EntriesProps = {
  entries: ActivityView[]
  names?: Names | undefined
  /** They are of several days: each says how long ago it was. */
  ago?: boolean
  testId?: string
}

/** Things that happened, one below the other. */
export const Entries = ({ entries, names, ago = false, testId }: EntriesProps) => (
  <ol className={styles['entries']} data-testid={testId}>
    {entries.map((entry, index) => (
      // oxlint-disable-next-line react/no-array-index-key -- two things may happen in the same instant
      <Entry key={`${entry.at}-${index}`} entry={entry} names={names} ago={ago} />
    ))}
  </ol>
)

type EntryProps = { entry: ActivityView; names: Names | undefined; ago: boolean }

/** What happened, whose, and when. */
function Entry({ entry: { at, connection, what, says }, names, ago }: EntryProps) {
  const { icon, look } = kindOf(what)
  const name = connection && names?.get(connection)
  return (
    <li className={classes(styles['entry'], styles[look])} data-testid={`activity-${what}`}>
      <span className={styles['mark']}>
        <Icon name={icon} size={16} />
      </span>
      <div className={styles['words']}>
        <p className={styles['says']}>{says}</p>
        {name && (
          <a className={styles['whose']} href={href({ screen: 'connection', id: connection })}>
            {name}
          </a>
        )}
      </div>
      <span className={styles['time']}>
        {ago ? (
          <Moment at={at} says={text.units.ago} testId="activity-ago" />
        ) : (
          <time dateTime={at} title={dateTime(at)}>
            {timeOfDay(at)}
          </time>
        )}
      </span>
    </li>
  )
}

function byDay(entries: ActivityView[]): { day: string; entries: ActivityView[] }[] {
  const days: { day: string; entries: ActivityView[] }[] = []
  for (const entry of entries) {
    const day = dayOf(entry.at)
    const last = days.at(-1)
    if (last?.day === day) last.entries.push(entry)
    else days.push({ day, entries: [entry] })
  }
  return days
}

function dayOf(at: string): string {
  const midnight = new Date().setHours(0, 0, 0, 0)
  const time = Date.parse(at)
  if (time >= midnight) return words.today
  return time >= midnight - 24 * 60 * 60_000 ? words.yesterday : weekday(at)
}
