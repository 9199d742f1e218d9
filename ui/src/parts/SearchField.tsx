import type { KeyboardEvent, ReactNode, Ref } from 'react'

import { classes } from './classes'
import { Icon } from './Icon'
import styles from './SearchField.module.css'

type Props = {
  /** Says what is searched; it is the field's placeholder and its name. */
  label: string
  value: string
  onChange: (value: string) => void
  /** The main thing of its screen. */
  large?: boolean
  ref?: Ref<HTMLInputElement>
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void
  /** Stands at the end: how many were found, a way to clear. */
  children?: ReactNode
  testId: string
}

/** A field that narrows what stands below it as one types. */
export function SearchField({ label, value, onChange, large, ref, onKeyDown, children, testId }: Props) {
  return (
    <div className={classes(styles['search'], large && styles['large'])}>
      <Icon name="search" size={large ? 20 : 18} />
      <input
        ref={ref}
        type="search"
        value={value}
        placeholder={label}
        aria-label={label}
        autoComplete="off"
        spellCheck={false}
        data-testid={testId}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {children}
    </div>
  )
}

/** How many were found, said at the end of the field whenever it changes. */
export const SearchCount = ({ children, testId }: { children: string; testId?: string }) => (
  <span className={styles['count']} role="status" data-testid={testId}>
    {children}
  </span>
)
