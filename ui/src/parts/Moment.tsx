import { Tooltip } from '@base-ui/react/tooltip'

import { dateTime } from '../text/format'
import styles from './Moment.module.css'
import { useNow } from './now'

/** A past moment in words (`says` gets the milliseconds since), with the absolute time on hover and on focus. */
export function Moment({ at, says, testId }: { at: string; says: (milliseconds: number) => string; testId: string }) {
  const now = useNow(20_000)
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        delay={300}
        render={
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the absolute time must be reachable by keyboard
          <time className={styles['moment']} dateTime={at} tabIndex={0} data-testid={testId}>
            {says(now - Date.parse(at))}
          </time>
        }
      />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6}>
          <Tooltip.Popup className={styles['tip']}>{dateTime(at)}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
