import type { ComponentProps } from 'react'

import styles from './Button.module.css'
import { classes } from './classes'
import { Icon, type IconName } from './Icon'

type Look = 'primary' | 'plain' | 'quiet' | 'danger'

/** A button's class, for the things that look like one: links and the triggers of menus. */
export const buttonClass = (look: Look, ...more: ('large' | 'icon')[]): string =>
  classes(styles['button'], styles[look], ...more.map((name) => styles[name]))

type Props = Omit<ComponentProps<'button'>, 'className'> & {
  look?: Look
  icon?: IconName
  large?: boolean
  /** Its command runs: it shows that and cannot be pressed twice. */
  busy?: boolean
  'data-testid': string
}

/** A button with a word on it. */
export function Button({ look = 'plain', icon, large, busy, children, type = 'button', onClick, ...rest }: Props) {
  return (
    <button
      {...rest}
      type={type}
      className={buttonClass(look, ...(large ? (['large'] as const) : []))}
      // Not `disabled`: that would throw the focus away while the command runs.
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy ? <Spinner /> : icon && <Icon name={icon} size={18} />}
      {children}
    </button>
  )
}

/** A button with an icon only; `label` names it. */
export function IconButton({
  icon,
  label,
  type = 'button',
  ...rest
}: Omit<Props, 'look' | 'large' | 'busy' | 'children'> & { icon: IconName; label: string }) {
  return (
    <button {...rest} type={type} className={buttonClass('quiet', 'icon')} aria-label={label} title={label}>
      <Icon name={icon} size={18} />
    </button>
  )
}

/** Turns while something runs. */
export const Spinner = () => <span className={styles['spinner']} aria-hidden="true" />
