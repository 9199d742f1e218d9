import { useId } from 'react'

import { Tick } from './Tick'
import styles from './TickField.module.css'

type Props = {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  /** Said below it. */
  hint?: string | null | undefined
  testId: string
}

/** A yes or no. */
export function TickField({ label, checked, onChange, hint, testId }: Props) {
  const id = useId()
  return (
    <div className={styles['field']}>
      <label className={styles['label']}>
        <Tick
          checked={checked}
          aria-describedby={hint ? id : undefined}
          onChange={(event) => onChange(event.target.checked)}
          data-testid={testId}
        />
        {label}
      </label>
      {hint && (
        <p id={id} className={styles['hint']}>
          {hint}
        </p>
      )}
    </div>
  )
}
