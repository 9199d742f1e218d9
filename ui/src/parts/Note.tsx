import type { ReactNode } from 'react'

import { classes } from './classes'
import { Icon, type IconName } from './Icon'
import styles from './Note.module.css'

type Props = {
  look: 'good' | 'warn' | 'calm'
  icon: IconName
  title: ReactNode
  children?: ReactNode
  actions?: ReactNode
  testId: string
}

/** Something to know, calmly: what is so, what follows, perhaps what to do. A failure is a `FaultPanel` instead. */
export function Note({ look, icon, title, children, actions, testId }: Props) {
  return (
    <div className={classes(styles['note'], styles[look])} data-testid={testId}>
      <Icon name={icon} />
      <div className={styles['words']}>
        <p className={styles['title']}>{title}</p>
        {children}
      </div>
      {actions && <div className={styles['actions']}>{actions}</div>}
    </div>
  )
}
