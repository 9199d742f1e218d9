import { type ReactNode, useEffect, useRef } from 'react'

/**
 * The heading of a screen or step. It takes the focus when `of` changes, so that a screen reader reads on from there and
 * Tab goes to the first field below.
 */
export function Heading({
  of,
  children,
  className,
}: {
  of: string
  children: ReactNode
  className?: string | undefined
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus({ preventScroll: true })
    // Below a long form one would begin in the middle of what comes next.
    heading.current?.closest('main')?.scrollTo?.({ top: 0 })
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- that `of` changes is the reason to focus
  }, [of])
  return (
    <h1 ref={heading} tabIndex={-1} className={className} data-testid="heading">
      {children}
    </h1>
  )
}
