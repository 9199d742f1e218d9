import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'

import { classes } from './classes'
import styles from './Dialog.module.css'

type Props = {
  open: boolean
  onClose: () => void
  title: string
  /** For what needs room: a table of fields. */
  wide?: boolean
  children: ReactNode
  testId: string
}

/** A question that must be answered before going on. Esc closes it; the focus returns to where it was. */
export function Dialog({ open, onClose, title, wide, children, testId }: Props) {
  return (
    <Base.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles['backdrop']} />
        <Base.Popup className={classes(styles['popup'], wide && styles['wide'])} data-testid={testId}>
          <Base.Title className={styles['title']}>{title}</Base.Title>
          <div className={styles['body']}>{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

/** The row of buttons at a dialog's end. */
export const DialogActions = ({ children }: { children: ReactNode }) => (
  <div className={styles['actions']}>{children}</div>
)
