import { useId } from 'react'

import styles from './Choice.module.css'
import { Radio } from './Tick'
import { Unseen } from './Unseen'

type Props<T extends string> = {
  legend: string
  options: { value: T; title: string; says: string; testId: string }[]
  value: T
  onChange: (value: T) => void
  /** As rows of the group that it stands in, whose title is its name. */
  joined?: boolean
}

/** One of few, each with a sentence on what it means. */
export function Choice<T extends string>({ legend, options, value, onChange, joined = false }: Props<T>) {
  const name = useId()
  return (
    <fieldset>
      <legend className={joined ? undefined : styles['legend']}>{joined ? <Unseen>{legend}</Unseen> : legend}</legend>
      <div className={joined ? styles['joined'] : styles['choices']}>
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
