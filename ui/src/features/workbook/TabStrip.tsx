import { Tabs } from '@base-ui/react/tabs'
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'

import { IconButton } from '../../parts/Button'
import { text } from '../../text'
import styles from './TabStrip.module.css'

const words = text.workbook
/** How much of the strip an arrow goes on: what was last in sight stays in sight. */
const STEP = 0.7

type Props = {
  /** The index of the tab that is open; it is always in sight. */
  active: number
  children: ReactNode
}

/** The tabs in one line. Where the line is too short, its end fades and an arrow goes on. */
export function TabStrip({ active, children }: Props) {
  const list = useRef<HTMLDivElement>(null)
  const { before, after } = useBeyond(list)
  useEffect(() => {
    // jsdom lays nothing out and cannot scroll.
    list.current?.children[active]?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
  }, [active])
  const scroll = (part: number) => list.current?.scrollBy({ left: part * list.current.clientWidth })
  return (
    <div className={styles['strip']}>
      <Tabs.List ref={list} className={styles['tabs']} aria-label={words.tabs}>
        {children}
      </Tabs.List>
      {before && (
        <div className={styles['before']}>
          <IconButton icon="chevronLeft" label={words.tabsBefore} data-testid="tabs-before" onClick={() => scroll(-STEP)} />
        </div>
      )}
      {after && (
        <div className={styles['after']}>
          <IconButton icon="chevronRight" label={words.tabsAfter} data-testid="tabs-after" onClick={() => scroll(STEP)} />
        </div>
      )}
    </div>
  )
}

/** Whether there is more before and after what is in sight. */
function useBeyond(list: RefObject<HTMLElement | null>): { before: boolean; after: boolean } {
  const [beyond, setBeyond] = useState({ before: false, after: false })
  useEffect(() => {
    const element = list.current
    if (!element) return undefined
    const look = () => {
      const { scrollLeft, clientWidth, scrollWidth } = element
      // A pixel is rounding.
      const seen = { before: scrollLeft > 1, after: scrollLeft + clientWidth < scrollWidth - 1 }
      setBeyond((known) => (known.before === seen.before && known.after === seen.after ? known : seen))
    }
    const sizes = new ResizeObserver(look)
    const watch = () => {
      for (const tab of element.children) sizes.observe(tab)
      look()
    }
    sizes.observe(element)
    watch()
    const tabs = new MutationObserver(watch)
    tabs.observe(element, { childList: true })
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      sizes.disconnect()
      tabs.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [list])
  return beyond
}
