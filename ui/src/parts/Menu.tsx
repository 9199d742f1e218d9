import { Menu as Base } from '@base-ui/react/menu'
import type { ReactNode } from 'react'

import { buttonClass } from './Button'
import { classes } from './classes'
import { Icon, type IconName } from './Icon'
import styles from './Menu.module.css'

/** A menu behind a button with three dots. */
export function Menu({ label, testId, children }: { label: string; testId: string; children: ReactNode }) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger className={buttonClass('quiet', 'icon')} aria-label={label} title={label} data-testid={testId}>
        <Icon name="dots" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={styles['positioner']} align="end" sideOffset={4}>
          <Base.Popup className={styles['popup']}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

type MenuAtProps = {
  /** What it belongs to and stands at. */
  anchor: Element
  label: string
  onClose: () => void
  /** Where the focus goes afterwards. */
  focus: () => HTMLElement | null
  children: ReactNode
}

/** A menu that something else than a button of its own has opened. */
export const MenuAt = ({ anchor, label, onClose, focus, children }: MenuAtProps) => (
  <Base.Root open modal={false} onOpenChange={(open) => open || onClose()}>
    <Base.Portal>
      <Base.Positioner className={styles['positioner']} anchor={anchor} align="start" sideOffset={2}>
        <Base.Popup className={styles['popup']} aria-label={label} finalFocus={focus}>
          {children}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
)

type ItemProps = { icon: IconName; danger?: boolean; onPick: () => void; testId: string; children: string }

/** An entry of a menu. */
export function MenuItem({ icon, danger, onPick, testId, children }: ItemProps) {
  return (
    <Base.Item className={classes(styles['item'], danger && styles['danger'])} onClick={onPick} data-testid={testId}>
      <Icon name={icon} size={18} />
      {children}
    </Base.Item>
  )
}

/** A line between groups of entries. */
export const MenuLine = () => <Base.Separator className={styles['separator']} />
