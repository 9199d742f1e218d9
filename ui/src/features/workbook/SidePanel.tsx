import { type ReactNode, useEffect, useRef } from 'react'

import { IconButton } from '../../parts/Button'
import { text } from '../../text'
import styles from './SidePanel.module.css'

type Props = { title: string; testId: string; onClose: () => void; children: ReactNode }

/** What stands beside the grid and takes the focus: a row in full, the profile of a column, a chart. */
export function SidePanel({ title, testId, onClose, children }: Props) {
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    // After the menu that opened it, which gives the focus back as it goes.
    const frame = requestAnimationFrame(() => panel.current?.focus())
    return () => cancelAnimationFrame(frame)
  }, [])
  return (
    // Esc closes it from wherever in it the focus is.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <aside
      ref={panel}
      tabIndex={-1}
      className={styles['panel']}
      aria-label={title}
      data-testid={testId}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <div className={styles['head']}>
        <h2>{title}</h2>
        <IconButton icon="close" label={text.actions.close} data-testid={`${testId}-close`} onClick={onClose} />
      </div>
      {children}
    </aside>
  )
}
