import styles from './Flow.module.css'

/** Where a cell's line begins and how long it is, in the sheet: a column of names, one of words, one of numbers. */
const CELLS = [0, 1, 2, 3].flatMap((row) =>
  [
    { x: 222, width: 34 - row * 4 },
    { x: 272, width: 24 + (row % 2) * 10 },
    { x: 330, width: 18 },
  ].map((cell) => ({ ...cell, y: 53 + row * 18 })),
)

/** What Headwater is for, drawn: sources on the left flow into a workbook on the right. */
export const Flow = () => (
  <svg className={styles['flow']} viewBox="0 0 364 132" width={364} height={132} aria-hidden="true">
    {['M38 18C120 18 120 66 206 66', 'M38 66H206', 'M38 114C120 114 120 66 206 66'].map((stream) => (
      <path key={stream} className={styles['stream']} d={stream} pathLength={1} />
    ))}
    <g className={styles['source']}>
      <rect x="1" y="1" width="36" height="36" rx="9" />
      <rect x="1" y="48" width="36" height="36" rx="9" />
      <rect x="1" y="95" width="36" height="36" rx="9" />
    </g>
    <g className={styles['sign']}>
      <path d="M19 19a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9M10.5 28.5c0-9 17-9 17 0" />
      <path d="M11 61h16l-1.5 13h-13zM15 61a4 4 0 0 1 8 0" />
      <path d="M11 121v-7M19 121v-15M27 121v-11" />
    </g>
    <rect className={styles['sheet']} x="207" y="11" width="156" height="110" rx="10" />
    <path className={styles['head']} d="M207 21a10 10 0 0 1 10-10h136a10 10 0 0 1 10 10v14H207z" />
    <path className={styles['lines']} d="M207 35h156M207 62h156M207 80h156M207 98h156M264 35v86M316 35v86" />
    {CELLS.map(({ x, y, width }, at) => (
      <rect key={`${x} ${y}`} className={styles['cell']} style={{ animationDelay: `${500 + at * 40}ms` }} x={x} y={y - 6} width={width} height={4} rx={2} />
    ))}
  </svg>
)
