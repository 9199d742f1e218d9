import type { ComponentProps } from 'react'

import { classes } from './classes'
import styles from './Tick.module.css'

type Props = Omit<ComponentProps<'input'>, 'type'> & { 'data-testid': string }

/** A box to tick. Its label stands around it or names it. */
export const Tick = ({ className, ...rest }: Props) => (
  <input {...rest} type="checkbox" className={classes(styles['mark'], styles['tick'], className)} />
)

/** A dot that picks one of several. Whatever stands around it shows the focus. */
export const Radio = ({ className, ...rest }: Props) => (
  <input {...rest} type="radio" className={classes(styles['mark'], styles['radio'], className)} />
)
