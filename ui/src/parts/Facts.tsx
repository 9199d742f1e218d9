import type { ReactNode } from 'react'

import { classes } from './classes'
import styles from './Facts.module.css'

type FactsProps = {
  /** Side by side, for few short facts; otherwise one below the other. */
  tiles?: boolean
  /** What it stands in has a frame. */
  bare?: boolean
  testId?: string
  children: ReactNode
}

/** What is known of a thing, as names with values. */
export const Facts = ({ tiles = false, bare = false, testId, children }: FactsProps) => (
  <dl className={classes(!bare && styles['facts'], tiles ? styles['tiles'] : styles['lines'])} data-testid={testId}>
    {children}
  </dl>
)

type FactProps = {
  name: string
  /** What explains it, in a line of its own. */
  says?: ReactNode
  testId: string
  children: ReactNode
}

/** One of them. */
export const Fact = ({ name, says, testId, children }: FactProps) => (
  <div className={styles['fact']}>
    <dt>{name}</dt>
    <dd data-testid={testId}>
      {children}
      {says && <span className={styles['says']}>{says}</span>}
    </dd>
  </div>
)
