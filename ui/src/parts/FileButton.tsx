import type { ChangeEvent } from 'react'

import { buttonClass } from './Button'
import styles from './Field.module.css'
import { Icon } from './Icon'

type Props = {
  look?: 'plain' | 'quiet'
  /** Names the file input for who cannot see what stands around it. */
  label: string
  accept?: string
  /** Gets the file's text. It is read here and kept nowhere. */
  onText: (text: string) => void
  testId: string
  children: string
}

/** A button that asks for a file and reads it as text. The input lies over it, so that it is a plain file input to all. */
export function FileButton({ look = 'plain', label, accept, onText, testId, children }: Props) {
  const read = ({ currentTarget: input }: ChangeEvent<HTMLInputElement>) => {
    const file = input.files?.[0]
    if (!file) return
    const reader = new FileReader()
    reader.addEventListener('load', () => onText(String(reader.result)))
    reader.readAsText(file)
    // The same file may be chosen again after it was mended.
    input.value = ''
  }
  return (
    <span className={styles['file']}>
      <span className={buttonClass(look)} aria-hidden="true">
        <Icon name="file" size={18} />
        {children}
      </span>
      <input type="file" aria-label={label} accept={accept} data-testid={testId} onChange={read} />
    </span>
  )
}
