import type { ReactNode } from 'react'

import styles from './Fold.module.css'

type Props = {
  title: string
  testId: string
  /** Decided by whoever uses it, together with `onOpen`; otherwise by a click alone. */
  open?: boolean
  onOpen?: (open: boolean) => void
  children: ReactNode
}

/** What few people need to see: one line that opens. */
export const Fold = ({ title, testId, open, onOpen, children }: Props) => (
  <details className={styles['fold']} open={open} onToggle={({ currentTarget }) => onOpen?.(currentTarget.open)}>
    <summary data-testid={testId}>{title}</summary>
    <div className={styles['inner']}>{children}</div>
  </details>
)
