import { type KeyboardEvent, useEffect, useRef, useState } from 'react'

import { text } from '../../text'
import styles from './CellEditor.module.css'
import type { Column } from './GridHead'
import type { Step } from './useEdit'

const words = text.workbook.userColumns

type Props = {
  column: Column
  draft: string
  /** Keeps a value, or with null leaves the cell as it was. */
  onEnd: (value: string | null, step: Step) => void
}

/** The field over a cell that is being edited. */
export function CellEditor({ column, draft, onEnd }: Props) {
  const [value, setValue] = useState(draft)
  const field = useRef<HTMLInputElement>(null)
  // A field that goes loses the focus: what ended it is not undone by that.
  const ended = useRef(false)
  const end = (kept: string | null, step: Step) => {
    if (ended.current) return
    ended.current = true
    onEnd(kept, step)
  }
  useEffect(() => field.current?.focus(), [])
  const onKeyDown = (event: KeyboardEvent) => {
    // The grid's keys mean other things.
    event.stopPropagation()
    const step = stepOf(event)
    if (step === undefined) return
    event.preventDefault()
    end(event.key === 'Escape' ? null : value, step)
  }
  return (
    <input
      ref={field}
      className={styles['editor']}
      value={value}
      aria-label={column.user?.kind === 'tags' ? words.tagsEdit(column.name) : words.edit(column.name)}
      autoComplete="off"
      spellCheck={column.user?.kind === 'note'}
      data-testid="cell-editor"
      onChange={(event) => setValue(event.target.value)}
      onKeyDown={onKeyDown}
      onMouseDown={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onBlur={() => end(value, 'stay')}
    />
  )
}

function stepOf({ key, shiftKey, nativeEvent }: KeyboardEvent): Step | undefined {
  // Enter that ends a composition is not ours.
  if (nativeEvent.isComposing) return undefined
  if (key === 'Enter') return 'down'
  if (key === 'Tab') return shiftKey ? 'left' : 'right'
  return key === 'Escape' ? 'stay' : undefined
}
