/** Headwater's mark: three springs that become one stream. */
export function Mark({ className, size = 26 }: { className?: string | undefined; size?: number }) {
  return (
    <svg className={className} width={size} height={size} viewBox="0 0 26 26" fill="none" aria-hidden="true">
      <rect width="26" height="26" rx="7" fill="currentColor" />
      <g stroke="var(--on-accent)" strokeWidth="2" strokeLinecap="round">
        <path d="M7 6c0 5 6 5 6 10v4" />
        <path d="M19 6c0 5-6 5-6 10" />
        <path d="M13 6v5" />
      </g>
    </svg>
  )
}
