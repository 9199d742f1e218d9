import type { ReactNode } from 'react'

import { classes } from './classes'
import styles from './Figures.module.css'

/** How a figure looks: what it says is bad, wants attention, is nothing to mind, or is well. */
export type FigureLook = 'bad' | 'warn' | 'idle' | 'good'

/** What there is to know at a glance, side by side. */
export const Figures = ({ children, testId }: { children: ReactNode; testId?: string }) => (
  <dl className={styles['figures']} data-testid={testId}>
    {children}
  </dl>
)

type Props = {
  name: string
  /** Without one it is said faintly: there is nothing of it. */
  look?: FigureLook | undefined
  /** A number is larger than words. */
  large?: boolean
  /** What explains it. */
  says?: ReactNode
  children: ReactNode
  testId: string
}

/** One of them. */
export const Figure = ({ name, look, large = false, says, children, testId }: Props) => (
  <div className={classes(styles['figure'], look && styles[look])} data-testid={testId} data-look={look}>
    <dt>{name}</dt>
    <dd className={classes(styles['value'], large && styles['large'])}>{children}</dd>
    {says && <dd className={styles['says']}>{says}</dd>}
  </div>
)
