import { type SyntheticEvent, useEffect, useId, useRef, useState } from 'react'

import type { ManifestProblem } from '../../generated/rpc'
import { classes } from '../../parts/classes'
import { text } from '../../text'
import styles from './Editor.module.css'

const words = text.author
/** Height of a line, in pixels; the sheet says the same. */
const LINE = 20

type Props = {
  text: string
  onText: (text: string) => void
  problems: ManifestProblem[]
  /** The line that the caret is in, from 1. */
  line: number
  onLine: (line: number) => void
  /** A line to go to; asked again when `times` changes. */
  goTo: { line: number; times: number }
}

/**
 * A manifest's text with its line numbers; those with a problem are marked. It is a plain text field, so that everything
 * that a keyboard and a screen reader can do with text works: Tab leaves it.
 */
export function Editor({ text: value, onText, problems, line, onLine, goTo }: Props) {
  const area = useRef<HTMLTextAreaElement>(null)
  const [top, setTop] = useState(0)
  const hint = useId()
  useEffect(() => {
    if (goTo.times > 0 && area.current) select(area.current, goTo.line)
  }, [goTo])
  const here = ({ currentTarget }: SyntheticEvent<HTMLTextAreaElement>) =>
    onLine(currentTarget.value.slice(0, currentTarget.selectionStart).split('\n').length)
  return (
    <div className={styles['editor']}>
      <Gutter lines={value.split('\n').length} top={top} problems={problems} line={line} />
      <textarea
        ref={area}
        className={styles['area']}
        value={value}
        wrap="off"
        aria-label={words.manifest}
        aria-invalid={problems.length > 0 || undefined}
        aria-describedby={hint}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        data-testid="manifest"
        onChange={(event) => onText(event.target.value)}
        onSelect={here}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      />
      <p id={hint} className={styles['foot']} data-testid="manifest-line">
        {words.position(line)}
      </p>
    </div>
  )
}

type GutterProps = { lines: number; top: number; problems: ManifestProblem[]; line: number }

/** The numbers of the lines that are in sight; a manifest may have tens of thousands. */
function Gutter({ lines, top, problems, line }: GutterProps) {
  const gutter = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useState(600)
  useEffect(() => {
    if (gutter.current) setHeight(gutter.current.clientHeight)
  }, [])
  const first = Math.floor(top / LINE)
  const count = Math.min(lines - first, Math.ceil(height / LINE) + 2)
  const wrong = new Set(problems.map((problem) => problem.line))
  return (
    // The problems stand below as a list: numbers read aloud would only be noise.
    <div ref={gutter} className={styles['gutter']} aria-hidden="true">
      <div style={{ translate: `0 ${first * LINE - top}px` }}>
        {Array.from({ length: Math.max(count, 0) }, (_, index) => first + index + 1).map((number) => (
          <span
            key={number}
            className={classes(
              styles['number'],
              number === line && styles['here'],
              wrong.has(number) && styles['wrong'],
            )}
          >
            {number}
          </span>
        ))}
      </div>
    </div>
  )
}

/** Puts the caret at a line and brings it in sight. */
function select(area: HTMLTextAreaElement, line: number): void {
  const before = area.value.split('\n').slice(0, line - 1)
  const start = before.reduce((sum, one) => sum + one.length + 1, 0)
  const end = area.value.indexOf('\n', start)
  area.focus()
  area.setSelectionRange(start, end < 0 ? area.value.length : end)
  area.scrollTop = Math.max(0, (line - 4) * LINE)
}
