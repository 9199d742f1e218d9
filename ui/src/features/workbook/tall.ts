import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** WebKit ends an element at 33,554,428 px, which 1,000,000 rows nearly are. Ours ends well before and is scaled. */
const CAP = 8_000_000
/** Rows drawn beyond each edge, so that a flick of the wheel shows no blank. */
const OVERSCAN = 8

/** The height that the scrolled element has for `full` pixels of rows. */
export const cappedHeight = (full: number): number => Math.min(full, CAP)

/** How many pixels of rows one pixel of the scrollbar is, for a view of `height` pixels; 1 where nothing is capped. */
export function scaleOf(full: number, height: number): number {
  const reach = cappedHeight(full) - height
  return full > CAP && reach > 0 ? (full - height) / reach : 1
}

/** Rows `first` to `last` are drawn; the last one not included. */
export type Drawn = { first: number; last: number }

type Options = {
  scroller: RefObject<HTMLDivElement | null>
  /** Holds the drawn rows, the first of them at its top. */
  layer: RefObject<HTMLDivElement | null>
  rows: number
  rowHeight: number
  /** Height of the header that sticks to the top. */
  headHeight: number
}

/**
 * Scrolls any number of rows of one height. Row offsets are arithmetic, so nothing is kept per row. Where the height is
 * capped, dragging the scrollbar is scaled, while wheel and keys move by exact pixels.
 */
export function useTallScroll({ scroller, layer, rows, rowHeight, headHeight }: Options) {
  const [drawn, setDrawn] = useState<Drawn>({ first: 0, last: 0 })
  const [height, setHeight] = useState(0)
  /** Offset in rows' pixels, and the scrollbar's own. They differ by the scale. */
  const at = useRef({ offset: 0, scrollTop: 0 })
  const full = rows * rowHeight
  const scale = scaleOf(full, height)

  const place = useCallback(() => {
    const first = Math.max(0, Math.floor(at.current.offset / rowHeight) - OVERSCAN)
    const last = Math.min(rows, Math.ceil((at.current.offset + height) / rowHeight) + OVERSCAN)
    setDrawn((before) => (before.first === first && before.last === last ? before : { first, last }))
  }, [rows, rowHeight, height])

  const shift = useCallback(() => {
    const { offset, scrollTop } = at.current
    if (layer.current) layer.current.style.transform = `translateY(${scrollTop + drawn.first * rowHeight - offset}px)`
  }, [layer, drawn.first, rowHeight])

  const goTo = useCallback(
    (offset: number) => {
      const element = scroller.current
      if (!element) return
      at.current.offset = Math.max(0, Math.min(offset, full - height))
      element.scrollTop = at.current.offset / scale
      at.current.scrollTop = element.scrollTop
      shift()
      place()
    },
    [scroller, full, height, scale, shift, place],
  )

  useScrolling(scroller, at, { scale, rowHeight, height, goTo, shift, place })
  useLayoutEffect(shift)
  useLayoutEffect(place, [place])
  useHeight(scroller, headHeight, setHeight)

  /** Scrolls just as far as the row needs to be seen. */
  const reveal = useCallback(
    (row: number) => {
      // Not laid out yet: what is above would be scrolled away for nothing.
      if (height === 0) return
      const top = row * rowHeight
      if (top < at.current.offset) goTo(top)
      else if (top + rowHeight > at.current.offset + height) goTo(top + rowHeight - height)
    },
    [goTo, rowHeight, height],
  )
  return { drawn, reveal, page: Math.max(1, Math.floor(height / rowHeight) - 1), height: cappedHeight(full) }
}

type Moves = {
  scale: number
  rowHeight: number
  height: number
  goTo: (offset: number) => void
  shift: () => void
  place: () => void
}

function useScrolling(
  scroller: Options['scroller'],
  at: RefObject<{ offset: number; scrollTop: number }>,
  moves: Moves,
): void {
  const { scale, rowHeight, height, goTo, shift, place } = moves
  useEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    const onScroll = () => {
      // Our own goTo ends here too; its exact offset is kept.
      if (element.scrollTop !== at.current.scrollTop) {
        at.current = { scrollTop: element.scrollTop, offset: element.scrollTop * scale }
      }
      shift()
      place()
    }
    const onWheel = (event: WheelEvent) => {
      if (scale === 1 || event.deltaY === 0 || event.ctrlKey || event.shiftKey) return
      event.preventDefault()
      goTo(at.current.offset + event.deltaY * ([1, rowHeight, height][event.deltaMode] ?? 1))
      element.scrollLeft += event.deltaX
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => {
      element.removeEventListener('scroll', onScroll)
      element.removeEventListener('wheel', onWheel)
    }
  }, [scroller, at, scale, rowHeight, height, goTo, shift, place])
}

function useHeight(scroller: Options['scroller'], headHeight: number, setHeight: (height: number) => void): void {
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    const measure = () => setHeight(Math.max(0, element.clientHeight - headHeight))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller, headHeight, setHeight])
}
