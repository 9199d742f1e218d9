import { Dialog as Base } from '@base-ui/react/dialog'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'

import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import { find, type PaletteAction } from './action'
import { type Asked, useActions } from './actions'
import styles from './Palette.module.css'

const words = text.palette
/** As many as are drawn; typing brings up the others. */
const SHOWN = 60

type Props = { open: boolean; onClose: () => void; onAsk: (asked: Asked) => void }

/** The palette itself. */
export const PaletteSearch = ({ open, onClose, onAsk }: Props) => (
  <Base.Root open={open} onOpenChange={(next) => next || onClose()}>
    <Base.Portal>
      <Base.Backdrop className={styles['backdrop']} />
      <Base.Popup className={styles['popup']} aria-label={words.title} data-testid="palette">
        <Search onDone={onClose} onAsk={onAsk} />
      </Base.Popup>
    </Base.Portal>
  </Base.Root>
)

type SearchProps = { onDone: () => void; onAsk: (asked: Asked) => void }

/** A field and the list that it narrows: the field keeps the focus, arrows choose, Enter does. */
function Search({ onDone, onAsk }: SearchProps) {
  const id = useId()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const all = find(useActions(onAsk), query)
  const found = all.slice(0, SHOWN)
  const current = Math.min(at, found.length - 1)
  const run = (action: PaletteAction | undefined) => {
    if (!action) return
    onDone()
    action.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }
    const step = steps[event.key]
    if (step) setAt(Math.max(0, Math.min(current + step, found.length - 1)))
    else if (event.key === 'Enter') run(found[current])
    else return
    event.preventDefault()
  }
  return (
    <>
      <div className={styles['search']}>
        <Icon name="search" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={found[current] ? `${id}-${current}` : undefined}
          aria-label={words.search}
          aria-autocomplete="list"
          placeholder={words.search}
          value={query}
          autoComplete="off"
          spellCheck={false}
          data-testid="palette-search"
          onChange={(event) => {
            setQuery(event.target.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
        />
        <span className={styles['count']} role="status">
          {words.found(all.length)}
        </span>
      </div>
      {found.length === 0 && <p className={styles['none']}>{words.none(query)}</p>}
      <div id={id} role="listbox" aria-label={words.title} className={styles['list']}>
        {found.map((action, index) => (
          <Option key={action.id} id={`${id}-${index}`} action={action} current={index === current} onPick={() => run(action)} />
        ))}
      </div>
    </>
  )
}

type OptionProps = { id: string; action: PaletteAction; current: boolean; onPick: () => void }

function Option({ id, action, current, onPick }: OptionProps) {
  const option = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (current) option.current?.scrollIntoView?.({ block: 'nearest' })
  }, [current])
  return (
    // Keys reach it through the field, which keeps the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      ref={option}
      id={id}
      role="option"
      aria-selected={current}
      className={styles['option']}
      data-testid={`action-${action.id}`}
      onClick={onPick}
    >
      <Icon name={action.icon} size={18} />
      <span className={styles['name']}>{action.title}</span>
      <span className={styles['group']}>{words.group[action.group]}</span>
    </div>
  )
}
