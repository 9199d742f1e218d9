import type { ReactNode } from 'react'

import { classes } from './classes'
import { Heading } from './Heading'
import styles from './Page.module.css'

type Props = {
  title: string
  lead?: ReactNode
  actions?: ReactNode
  /** As wide as the window: for things that stand side by side. */
  wide?: boolean
  children: ReactNode
}

/** A screen that reads from top to bottom: title, what one can do, content. */
export function Page({ title, lead, actions, wide, children }: Props) {
  return (
    <div className={classes(styles['page'], wide && styles['wide'])}>
      <div className={styles['head']}>
        <div className={styles['words']}>
          <Heading of={title} className={styles['title']}>
            {title}
          </Heading>
          {lead && <p className={styles['lead']}>{lead}</p>}
        </div>
        {actions}
      </div>
      {children}
    </div>
  )
}
