import { type ReactNode, useId } from 'react'

import { Button } from './Button'
import { classes } from './classes'
import type { Wiring } from './Field'
import styles from './Group.module.css'
import { Icon, type IconName } from './Icon'

type GroupProps = {
  title: string
  /** The level of its heading: below a section's, or below the screen's. */
  level?: 2 | 3
  /** Stands at the end of the title's line: where there is more, or where it is changed. */
  aside?: ReactNode
  /** Stands below the group and concerns all of it. */
  says?: ReactNode
  /** It waits for the person. */
  waits?: boolean
  children: ReactNode
  testId?: string
}

/** Things that belong together, in one frame below their title: rows, or what the screen draws. */
export function Group({ title, level = 3, aside, says, waits, children, testId }: GroupProps) {
  const id = useId()
  const Title = `h${level}` as const
  return (
    <section aria-labelledby={id} className={styles['group']} data-testid={testId}>
      <div className={styles['head']}>
        <Title id={id} className={styles['title']}>
          {title}
        </Title>
        {aside}
      </div>
      <div className={classes(styles['frame'], waits && styles['waits'])}>{children}</div>
      {says && <div className={styles['below']}>{says}</div>}
    </section>
  )
}

/** Room around what is no row. */
export const Padded = ({ children }: { children: ReactNode }) => <div className={styles['padded']}>{children}</div>

type RowProps = {
  icon?: IconName
  title: ReactNode
  /** What follows from it. */
  says?: ReactNode
  /** What stands at its end. As a function it is a control that the title names. */
  children?: ReactNode | ((wiring: Wiring) => ReactNode)
  testId?: string
}

/** A row of a group: what it is, what follows from it, and at the end its control. */
export function Row({ icon, title, says, children, testId }: RowProps) {
  const id = useId()
  const isControl = typeof children === 'function'
  const wiring: Wiring = { id, 'aria-describedby': says ? `${id}-says` : undefined }
  return (
    <div className={styles['row']} data-testid={testId}>
      {icon && (
        <span className={styles['sign']}>
          <Icon name={icon} size={18} />
        </span>
      )}
      <div className={styles['body']}>
        <div className={styles['words']}>
          {isControl ? (
            <label className={styles['name']} htmlFor={id}>
              {title}
            </label>
          ) : (
            <div className={styles['name']}>{title}</div>
          )}
          {says && (
            <div className={styles['says']} id={`${id}-says`}>
              {says}
            </div>
          )}
        </div>
        {children && <div className={styles['end']}>{isControl ? children(wiring) : children}</div>}
      </div>
    </div>
  )
}

type LinkProps = {
  icon?: IconName
  title: ReactNode
  says?: ReactNode
  /** Stands at its end: what tells it from others like it. */
  end?: ReactNode
  href: string
  testId: string
}

/** A row that leads somewhere, all of it. */
export const LinkRow = ({ icon, title, says, end, href, testId }: LinkProps) => (
  <a className={classes(styles['row'], styles['link'])} href={href} data-testid={testId}>
    {icon && (
      <span className={styles['sign']}>
        <Icon name={icon} size={18} />
      </span>
    )}
    <span className={styles['body']}>
      <span className={styles['words']}>
        <span className={styles['name']}>{title}</span>
        {says && <span className={styles['says']}>{says}</span>}
      </span>
      {end && <span className={classes(styles['end'], styles['says'])}>{end}</span>}
    </span>
    <Icon name="chevronRight" size={18} className={styles['onward']} />
  </a>
)

/** The last row of a group that shows a few of many: it brings the others. */
export const MoreRow = ({ children, onMore, testId }: { children: string; onMore: () => void; testId: string }) => (
  <div className={styles['more']}>
    <Button look="quiet" icon="chevronDown" data-testid={testId} onClick={onMore}>
      {children}
    </Button>
  </div>
)

type SwitchProps = {
  icon: IconName
  title: string
  says: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  /** It cannot be changed here. */
  locked?: boolean
  testId: string
}

/** A row that is on or off, and takes effect at once. */
export const SwitchRow = ({ checked, onChange, locked, testId, ...row }: SwitchProps) => (
  <Row {...row}>
    {(wiring) => (
      <input
        {...wiring}
        type="checkbox"
        role="switch"
        aria-checked={checked}
        className={styles['switch']}
        checked={checked}
        disabled={locked}
        onChange={(event) => onChange(event.target.checked)}
        data-testid={testId}
      />
    )}
  </Row>
)
