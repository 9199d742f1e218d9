import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'

import styles from './LongList.module.css'

/** So many are drawn whole: a list that long costs nothing, and *Find* of the webview sees all of it. */
const WHOLE = 60

type Props<T> = {
  items: T[]
  keyOf: (item: T) => string
  /** Height of a usual item, in pixels; the true ones are measured. */
  height: number
  children: (item: T) => ReactNode
  testId: string
}

/** A list of things one below the other, of which only those in sight are in the document when there are many. */
export function LongList<T>(props: Props<T>) {
  const { items, keyOf, children, testId } = props
  if (items.length > WHOLE) return <Windowed {...props} />
  return (
    <ul className={styles['list']} data-testid={testId}>
      {items.map((item) => (
        <li key={keyOf(item)}>{children(item)}</li>
      ))}
    </ul>
  )
}

function Windowed<T>({ items, keyOf, height, children, testId }: Props<T>) {
  const list = useRef<HTMLUListElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), [])
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => list.current?.closest('main') ?? null,
    getItemKey: (index) => keyOf(items[index] as T),
    estimateSize: () => height,
    scrollMargin: top,
    overscan: 6,
    initialRect: { width: 1000, height: 900 },
  })
  return (
    <ul ref={list} className={styles['windowed']} style={{ height: virtual.getTotalSize() }} data-testid={testId}>
      {virtual.getVirtualItems().map(({ index, key, start }) => (
        <li
          key={key}
          ref={virtual.measureElement}
          data-index={index}
          aria-posinset={index + 1}
          aria-setsize={items.length}
          style={{ translate: `0 ${start - top}px` }}
        >
          {children(items[index] as T)}
        </li>
      ))}
    </ul>
  )
}
