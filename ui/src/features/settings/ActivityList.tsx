import type { ActivityView } from '../../generated/rpc'
import { Icon, type IconName } from '../../parts/Icon'
import { text } from '../../text'
import { dateTime, timeOfDay, weekday } from '../../text/format'
import styles from './Activity.module.css'

const words = text.activity

/** Words of the engine and their icons; what is new to this window gets the plain one. */
const ICONS: [RegExp, IconName][] = [
  [/token|caller|allow|refuse/, 'terminal'],
  [/reauth|reject|revok|delet|disconnect/, 'unplug'],
  [/fail|fault|error/, 'warning'],
  [/authoriz|connect|grant/, 'key'],
  [/refresh|renew/, 'refresh'],
  [/sync/, 'arrowDown'],
  [/pause/, 'pause'],
  [/network|proxy/, 'flow'],
]

/** Things that happened, by day. */
export function ActivityList({ entries }: { entries: ActivityView[] }) {
  if (entries.length === 0) return <p className={styles['none']} data-testid="nothing">{words.none}</p>
  return (
    <div className={styles['activity']} data-testid="activity">
      {byDay(entries).map(({ day, entries: of }) => (
        <section key={day} aria-label={day}>
          <h3 className={styles['day']}>{day}</h3>
          <ol className={styles['entries']}>
            {of.map((entry, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- two things may happen in the same instant
              <li key={`${entry.at}-${index}`} className={styles['entry']} data-testid={`activity-${entry.what}`}>
                <time className={styles['time']} dateTime={entry.at} title={dateTime(entry.at)}>
                  {timeOfDay(entry.at)}
                </time>
                <Icon name={iconOf(entry.what)} size={18} />
                <p>{entry.says}</p>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  )
}

const iconOf = (what: string): IconName => ICONS.find(([pattern]) => pattern.test(what))?.[1] ?? 'dots'

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
