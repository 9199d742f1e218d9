import type { ReactNode } from 'react'

import type { Outcome } from '../generated/rpc'
import { Spinner } from './Button'
import { classes } from './classes'
import styles from './Findings.module.css'
import { Icon, type IconName } from './Icon'

const ICONS: Record<Outcome, IconName> = { passed: 'check', failed: 'close', skipped: 'minus' }

/** A list of things that were looked at. */
export const Findings = ({ children, testId }: { children: ReactNode; testId: string }) => (
  <ul className={styles['findings']} data-testid={testId}>
    {children}
  </ul>
)

type Props = {
  name: string
  outcome: Outcome | 'running'
  /** The outcome as a word: colour and icon alone say nothing to many. */
  word: string
  says: string
  children?: ReactNode
  testId: string
}

/** One of them: how it is, what was seen, what mends it. */
export function FindingLine({ name, outcome, word, says, children, testId }: Props) {
  return (
    <li className={styles['finding']} data-testid={testId} data-outcome={outcome}>
      <span className={classes(styles['mark'], styles[outcome])}>
        {outcome === 'running' ? <Spinner /> : <Icon name={ICONS[outcome]} size={16} />}
      </span>
      <div>
        <p className={styles['name']}>{name}</p>
        {says && <p className={styles['says']}>{says}</p>}
      </div>
      <span className={styles['outcome']}>{word}</span>
      {children && <div className={styles['more']}>{children}</div>}
    </li>
  )
}
