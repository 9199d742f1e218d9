import type { ReactNode, Ref } from 'react'

import styles from './Panel.module.css'

type Props = {
  /** An icon or a spinner. */
  sign: ReactNode
  title: string
  /** Stands at the end of the title's line: how long it has taken. */
  aside?: ReactNode
  children: ReactNode
  testId: string
  /** Where it stands, for drivers. */
  phase?: string
  /** With it, the panel can take the focus. */
  ref?: Ref<HTMLElement>
}

/** Something that waits for somebody: what, what to do meanwhile, the ways out. */
export function Panel({ sign, title, aside, children, testId, phase, ref }: Props) {
  return (
    <section ref={ref} tabIndex={ref ? -1 : undefined} className={styles['panel']} aria-label={title} data-testid={testId} data-phase={phase}>
      <div className={styles['head']}>
        {sign}
        <h2 className={styles['title']}>{title}</h2>
        {aside && <span className={styles['aside']}>{aside}</span>}
      </div>
      {children}
    </section>
  )
}

/** A sentence of a panel that is read once. */
export const PanelSays = ({ children }: { children: ReactNode }) => <p className={styles['says']}>{children}</p>

/** The row of buttons of a panel. */
export const PanelActions = ({ children }: { children: ReactNode }) => (
  <div className={styles['actions']}>{children}</div>
)
