import type { ReactNode } from 'react'

import { classes } from './classes'
import { Heading } from './Heading'
import styles from './Page.module.css'

type Props = {
  title: string
  /** What the screen is of, where its title may change under the reader's eyes. */
  of?: string
  /** The way back, above the title. */
  back?: ReactNode
  /** Stands before the title: the icon of what the screen is of. */
  sign?: ReactNode
  lead?: ReactNode
  actions?: ReactNode
  /** As wide as the window: for things that stand side by side. */
  wide?: boolean
  children: ReactNode
}

/** A screen that reads from top to bottom: title, what one can do, content. */
export function Page({ title, of = title, back, sign, lead, actions, wide, children }: Props) {
  return (
    <div className={classes(styles['page'], wide && styles['wide'])}>
      {back}
      <div className={styles['head']}>
        {sign}
        <div className={styles['words']}>
          <Heading of={of} className={styles['title']}>
            {title}
          </Heading>
          {lead && <div className={styles['lead']}>{lead}</div>}
        </div>
        {actions && <div className={styles['actions']}>{actions}</div>}
      </div>
      {children}
    </div>
  )
}
