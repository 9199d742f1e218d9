import type { Status } from '../generated/rpc'
import { text } from '../text'
import { classes } from './classes'
import { Icon, type IconName } from './Icon'
import styles from './StatusMark.module.css'

const ICONS: Record<Status, IconName> = {
  draft: 'draft',
  active: 'check',
  syncing: 'refresh',
  reauthorize: 'unplug',
  error: 'warning',
  paused: 'pause',
}

/** The one word of a connection: colour, icon and word say the same. */
export function StatusMark({ status, testId }: { status: Status; testId: string }) {
  return (
    <span className={classes(styles['mark'], styles[status])} data-testid={testId} data-status={status}>
      <Icon name={ICONS[status]} size={14} />
      {text.status[status]}
    </span>
  )
}
