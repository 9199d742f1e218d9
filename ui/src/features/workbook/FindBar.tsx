import { type KeyboardEvent, useEffect, useRef, useState } from 'react'

import type { FaultView, FoundRow, TabView } from '../../generated/rpc'
import { useHost } from '../../host'
import { Button, IconButton } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { SearchField } from '../../parts/SearchField'
import { text } from '../../text'
import styles from './FindBar.module.css'
import { type Layout, visible } from './layout'
import type { Selection } from './selection'
import type { View } from './view'

const words = text.workbook.find

type Props = {
  tab: TabView
  view: View
  layout: Layout
  selection: Selection
  onSelection: (selection: Selection) => void
}

/** Finds a text in a tab of any size: the store looks, the grid goes there. */
export function FindBar(props: Props) {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'f') return
      event.preventDefault()
      setOpen(true)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  const close = () => {
    setOpen(false)
    document.querySelector<HTMLElement>('[role=grid]')?.focus()
  }
  if (open) return <Bar {...props} onClose={close} />
  return (
    <Button look="quiet" data-testid="find-open" onClick={() => setOpen(true)} title={words.open}>
      <Icon name="search" size={18} />
      {words.short}
    </Button>
  )
}

function Bar({ onClose, ...props }: Props & { onClose: () => void }) {
  const [wanted, setWanted] = useState('')
  const { found, fault, go } = useFind(props)
  const bar = useRef<HTMLDivElement>(null)
  useEffect(() => bar.current?.querySelector('input')?.focus(), [])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose()
    else if (event.key === 'Enter' || event.key === 'F3') void go(wanted, event.shiftKey)
    else return
    event.preventDefault()
  }
  const says = fault?.title ?? (found === null ? words.none : found && words.place(found.index, found.total))
  return (
    <div ref={bar} className={styles['bar']} role="search" aria-label={words.label}>
      <div className={styles['field']}>
        <SearchField label={words.label} value={wanted} onChange={setWanted} onKeyDown={onKeyDown} testId="find-text" />
      </div>
      <IconButton icon="arrowUp" label={words.previous} data-testid="find-previous" onClick={() => void go(wanted, true)} />
      <IconButton icon="arrowDown" label={words.next} data-testid="find-next" onClick={() => void go(wanted, false)} />
      <span role="status" className={styles['says']} data-testid="find-says">
        {says}
      </span>
      <IconButton icon="close" label={words.close} data-testid="find-close" onClick={onClose} />
    </div>
  )
}

/** Asks for the next row that holds a text; null where none does, undefined before the first question. */
function useFind({ tab, view, layout, selection, onSelection }: Props) {
  const host = useHost()
  const [found, setFound] = useState<FoundRow | null>()
  const [fault, setFault] = useState<FaultView | null>(null)
  const last = useRef('')
  const go = async (wanted: string, backwards: boolean) => {
    if (!wanted.trim()) return
    // A new text may be in the row where one is.
    const on = wanted === last.current ? (backwards ? -1 : 1) : 0
    last.current = wanted
    const from = Math.max(0, selection.focus.row + on)
    try {
      const next = await host.rpc('find_row', {
        tab: tab.id,
        query: { offset: 0, limit: 0, ...view },
        find: { text: wanted.trim(), from, backwards },
      })
      setFault(null)
      setFound(next)
      if (!next) return
      const column = visible(tab.columns, layout).findIndex(({ name }) => next.columns.includes(name))
      const place = { row: next.row, column: Math.max(0, column) }
      onSelection({ anchor: place, focus: place })
    } catch (error) {
      setFault(error as FaultView)
    }
  }
  return { found, fault, go }
}
