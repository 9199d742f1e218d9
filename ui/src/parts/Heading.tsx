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
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- that `of` changes is the reason to focus
  useEffect(() => heading.current?.focus({ preventScroll: true }), [of])
  return (
    <h1 ref={heading} tabIndex={-1} className={className} data-testid="heading">
      {children}
    </h1>
  )
}
