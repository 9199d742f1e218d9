import { type KeyboardEvent, type MouseEvent, useRef, useState } from 'react'

import type { Action, RowEstimate, StreamView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { Tick } from '../../parts/Tick'
import { text } from '../../text'
import { between, extent, type Selection, setMode, tick } from './selection'
import { StreamRow } from './StreamRow'
import styles from './StreamsStep.module.css'

const words = text.streams

type Props = {
  /** Those that the search leaves. */
  found: StreamView[]
  all: StreamView[]
  filtered: boolean
  selection: Selection
  /** How many rows a stream is known to have. */
  rows: ReadonlyMap<string, number>
  /** How many the source says that the others have. */
  estimates: ReadonlyMap<string, RowEstimate>
  onSelection: (selection: Selection) => void
  /** Opens the choice of a stream's columns. */
  onColumns: (stream: string) => void
  /** Empties the search. */
  onClear: () => void
  onAction: (action: Action, stream: StreamView) => void
}

/**
 * The streams with their checkboxes. Arrow keys go from one to the next, Space ticks, Shift with either ticks the whole
 * range from the last one that was ticked.
 */
export function StreamList(props: Props) {
  const { found, all, filtered, selection, rows, estimates, onSelection, onColumns, onClear, onAction } = props
  const { list, here, onKeyDown, toggle } = useRange(found, selection, onSelection)
  if (found.length === 0) return <NoneFound onClear={onClear} />
  return (
    <div className={styles['table']}>
      <SelectAll found={found} all={all} filtered={filtered} selection={selection} onSelection={onSelection} />
      <ul ref={list} data-testid="streams">
        {found.map((stream) => (
          <StreamRow
            key={stream.name}
            stream={stream}
            ticked={selection.ticked.has(stream.name)}
            rows={rows.get(stream.name)}
            estimate={estimates.get(stream.name)}
            mode={selection.modes.get(stream.name) ?? stream.mode}
            here={stream.name === here}
            onKeyDown={(event) => onKeyDown(event, stream)}
            onToggle={(event) => toggle(event, stream)}
            onMode={(mode) => onSelection(setMode(selection, stream.name, mode))}
            onColumns={() => onColumns(stream.name)}
            onAction={(action) => onAction(action, stream)}
          />
        ))}
      </ul>
    </div>
  )
}

const NoneFound = ({ onClear }: Pick<Props, 'onClear'>) => (
  <div className={styles['none']} data-testid="nothing">
    <p>{words.none}</p>
    <Button data-testid="stream-search-clear" onClick={onClear}>
      {text.catalogue.clear}
    </Button>
  </div>
)

function SelectAll({ found, all, filtered, selection, onSelection }: Omit<Props, 'onAction' | 'onColumns' | 'onClear' | 'rows' | 'estimates'>) {
  const ticked = extent(selection, found)
  return (
    <div className={styles['all']}>
      <label>
        <Tick
          checked={ticked === 'all'}
          ref={(box) => {
            if (box) box.indeterminate = ticked === 'some'
          }}
          onChange={() => onSelection(tick(selection, found, ticked !== 'all'))}
          data-testid="select-all"
        />
        {filtered ? words.selectFound(found.length) : words.selectAll}
      </label>
      <span className={styles['count']} data-testid="selected-count">
        {words.selected(selection.ticked.size, all.length)}
      </span>
      <span className={styles['tip']}>{words.tip}</span>
    </div>
  )
}

function useRange(found: StreamView[], selection: Selection, onSelection: (selection: Selection) => void) {
  const list = useRef<HTMLUListElement>(null)
  const [anchor, setAnchor] = useState<string | null>(null)
  const [active, setActive] = useState<string | null>(null)
  const first = found.find(({ unavailable }) => !unavailable)?.name ?? null
  const here = found.some(({ name, unavailable }) => name === active && !unavailable) ? active : first

  const toggle = (event: MouseEvent<HTMLInputElement> | { shiftKey: boolean }, stream: StreamView) => {
    const range = event.shiftKey && anchor ? between(found, anchor, stream.name) : [stream]
    const on = event.shiftKey && anchor ? selection.ticked.has(anchor) : !selection.ticked.has(stream.name)
    onSelection(tick(selection, range, on))
    if (!event.shiftKey) setAnchor(stream.name)
    setActive(stream.name)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>, stream: StreamView) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const open = found.filter(({ unavailable }) => !unavailable)
    const next = open[open.findIndex(({ name }) => name === stream.name) + step]
    if (!next) return
    const from = anchor ?? stream.name
    if (event.shiftKey) {
      setAnchor(from)
      onSelection(tick(selection, between(found, from, next.name), selection.ticked.has(from)))
    }
    setActive(next.name)
    const boxes = [...(list.current?.querySelectorAll<HTMLElement>('[data-name]') ?? [])]
    boxes.find(({ dataset }) => dataset['name'] === next.name)?.focus()
  }
  return { list, here, onKeyDown, toggle }
}
