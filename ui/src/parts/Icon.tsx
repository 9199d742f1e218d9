/** Our own icon set: 20 × 20, one stroke of 1.6, round ends. */
const PATHS = {
  add: 'M10 4v12M4 10h12',
  chart: 'M4 16.5h12M6 13.5v-4M10 13.5v-9M14 13.5v-6',
  check: 'm4.5 10.5 3.7 3.7 7.3-8',
  chevronDown: 'm5.5 8 4.5 4.5L14.5 8',
  chevronLeft: 'M12 5.5 7.5 10l4.5 4.5',
  chevronRight: 'm8 5.5 4.5 4.5L8 14.5',
  arrowUp: 'M10 16V4M5 9l5-5 5 5',
  arrowDown: 'M10 4v12M5 11l5 5 5-5',
  close: 'm5 5 10 10M15 5 5 15',
  copy: 'M7.5 7.5h8v8h-8zM12.5 7.5v-3h-8v8h3',
  dots: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  external: 'M8 5H4.5v10.5H15V12M11 4.5h4.5V9M15.5 4.5 9 11',
  eye: 'M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5M10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4',
  eyeOff:
    'm4 4 12 12M8 5.3A7 7 0 0 1 10 5c5 0 7.5 5 7.5 5a13 13 0 0 1-2.2 2.8M5.2 6.7A13 13 0 0 0 2.5 10S5 15 10 15a7 7 0 0 0 3.1-.7',
  filter: 'M3.5 5.5h13M6 10h8M8.5 14.5h3',
  flow: 'M3 6c2.3-2 4.7-2 7 0s4.7 2 7 0M3 10c2.3-2 4.7-2 7 0s4.7 2 7 0M3 14c2.3-2 4.7-2 7 0s4.7 2 7 0',
  grid: 'M3.5 4.5h13v11h-13zM3.5 8.5h13M8.5 4.5v11',
  gear: 'M10 12.4a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8M10 3v2M10 15v2M3 10h2M15 10h2M5 5l1.5 1.5M13.5 13.5 15 15M15 5l-1.5 1.5M6.5 13.5 5 15',
  bell: 'M5.5 13.5V9a4.5 4.5 0 0 1 9 0v4.5l1.5 1H4zM8.5 16.5h3',
  calendar: 'M4 5.5h12v11H4zM4 9h12M7.5 3.5v3M12.5 3.5v3',
  device: 'M6.5 3.5h7v13h-7zM9.5 14h1',
  file: 'M5.5 3.5h6l3 3v10h-9zM11 3.5V7h3.5',
  terminal: 'M3.5 4.5h13v11h-13zM6.5 8l2.5 2-2.5 2M11 12.5h3',
  clock: 'M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M10 6.5V10l2.5 1.5',
  people:
    'M7.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M3 16c0-5 9-5 9 0M13 9.5a2.2 2.2 0 1 0-.5-4.3M14 11.6c2 .3 3.2 1.8 3.2 4.4',
  pulse: 'M3 10h3l2-5 4 10 2-5h3',
  help: 'M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M8 8.2a2 2 0 1 1 2.8 1.8c-.6.3-.8.6-.8 1.2M10 13.4h.01',
  key: 'M7.5 16a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M10 10l6-6M13 7l2.5 2.5M15 5l1.5 1.5',
  lock: 'M5.5 9h9v7.5h-9zM7.5 9V6.5a2.5 2.5 0 0 1 5 0V9',
  link: 'M8.5 11.5a3 3 0 0 0 4.3 0l2.5-2.5A3 3 0 0 0 11 4.7l-.8.8M11.5 8.5a3 3 0 0 0-4.3 0L4.7 11A3 3 0 0 0 9 15.3l.8-.8',
  minus: 'M5 10h10',
  moon: 'M16 11.8A6.5 6.5 0 1 1 8.2 4a5.2 5.2 0 0 0 7.8 7.8',
  pause: 'M7.5 5v10M12.5 5v10',
  pencil: 'm4.5 12.5 8-8 3 3-8 8H4.5z',
  pin: 'M7 3.5h6M8 3.5v5l-2 3h8l-2-3v-5M10 11.5v5',
  play: 'M7 5v10l8-5z',
  refresh: 'M15.5 8A6 6 0 1 0 16 11.5M15.5 4v4h-4',
  screen: 'M3.5 4.5h13v9h-13zM7.5 16.5h5',
  search: 'M9 14a5 5 0 1 0 0-10 5 5 0 0 0 0 10m3.6-1.4L16 16',
  shield: 'M10 3.5 4.5 5.5v4c0 3.5 2.3 5.8 5.5 7 3.2-1.2 5.5-3.5 5.5-7v-4z',
  speech: 'M3.5 4.5h13v9H9l-3.5 3v-3h-2zM7 9h6',
  sun: 'M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6M10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M15.3 4.7l-1 1M5.7 14.3l-1 1',
  tiles: 'M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h5v5h-5z',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10M8.5 9v4.5M11.5 9v4.5',
  unplug: 'M7 3.5V7M13 3.5V7M5 7h10v2a5 5 0 0 1-4 4.9v2.6H9v-2.6A5 5 0 0 1 5 9z',
  warning: 'M10 3.5 2.5 16h15zM10 8.5v3.5M10 14h.01',
  draft: 'M5.5 3.5h6l3 3v10h-9zM8 11h4M8 13.5h2.5',
} as const

/** Name of an icon. */
export type IconName = keyof typeof PATHS

/** An icon. It says nothing by itself: the word stands beside it, or the button has a label. */
export function Icon({
  name,
  size = 20,
  className,
}: {
  name: IconName
  size?: number
  className?: string | undefined
}) {
  return (
    <svg
      className={className}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
