import { useAsk } from '../../app/engine'
import { href } from '../../app/route'
import type { ActivityView } from '../../generated/rpc'
import { FaultPanel } from '../../parts/FaultPanel'
import { Group, Padded } from '../../parts/Group'
import { text } from '../../text'
import { Entries } from '../settings/ActivityList'
import { needs } from '../settings/kinds'
import styles from './Details.module.css'

const words = text.details
/** So much is a glance; the settings have all. */
const LATELY = 6
/** So much of that comes first because it needed the person. */
const NEEDED = 2

/** What happened lately: what needed the person first, then all else, the newest first. */
export function Lately({ id }: { id: string }) {
  const activity = useAsk('activity', { connection: id }, { fresh: true })
  return (
    <Group
      level={2}
      title={words.activity}
      aside={
        <a href={href({ screen: 'settings', section: 'activity', connection: id })} data-testid="details-activity">
          {words.activityAll}
        </a>
      }
    >
      {activity.error && (
        <Padded>
          <FaultPanel fault={activity.error} onAction={() => void activity.refetch()} quiet />
        </Padded>
      )}
      {activity.data &&
        (activity.data.length === 0 ? (
          <p className={styles['none']}>{text.activity.none}</p>
        ) : (
          <Entries entries={neededFirst(activity.data)} ago testId="activity" />
        ))}
    </Group>
  )
}

/** The few entries that are shown, of all. */
export function neededFirst(entries: ActivityView[]): ActivityView[] {
  const needed = entries.filter(({ what }) => needs(what)).slice(0, NEEDED)
  const others = entries.filter((entry) => !needed.includes(entry))
  return [...needed, ...others.slice(0, LATELY - needed.length)]
}
