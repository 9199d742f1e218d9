import { useId } from 'react'

import styles from './Choice.module.css'
import { Radio } from './Tick'

type Props<T extends string> = {
  legend: string
  options: { value: T; title: string; says: string; testId: string }[]
  value: T
  onChange: (value: T) => void
}

/** One of few, each with a sentence on what it means. */
export function Choice<T extends string>({ legend, options, value, onChange }: Props<T>) {
  const name = useId()
  return (
    <fieldset>
      <legend className={styles['legend']}>{legend}</legend>
      <div className={styles['choices']}>
        {options.map((option) => (
          <label key={option.value} className={styles['choice']}>
            <Radio
              name={name}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              data-testid={option.testId}
            />
            <span className={styles['title']}>{option.title}</span>
            <span className={styles['says']}>{option.says}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
