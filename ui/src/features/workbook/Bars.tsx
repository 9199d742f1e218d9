import type { MouseEvent } from 'react'

import { Fold } from '../../parts/Fold'
import { text } from '../../text'
import { compact } from '../../text/format'
import styles from './Bars.module.css'

const words = text.workbook.profile

/** A bar: what it stands for, how long it is, and that in words. */
export type Bar = { name: string; amount: number; shown: string }

const HEIGHT = 100

/** Upright bars without a gap, for what lies on a line. The picture has a table beside it that says the same. */
export function Histogram({ label, bars, testId }: { label: string; bars: Bar[]; testId: string }) {
  const [least, greatest] = reach(bars)
  const tall = (amount: number) => (Math.abs(amount) / (greatest - least)) * HEIGHT
  const zero = (greatest / (greatest - least)) * HEIGHT
  return (
    <figure className={styles['histogram']} data-testid={testId}>
      <div className={styles['plot']}>
        <div className={styles['scale']} aria-hidden="true">
          <span>{compact(greatest)}</span>
          <span>{compact(least)}</span>
        </div>
        <svg role="img" aria-label={label} viewBox={`0 0 ${bars.length} ${HEIGHT}`} preserveAspectRatio="none">
          {bars.map(({ name, amount, shown }, at) => (
            <g key={name}>
              <rect className={styles['bar']} x={at + 0.06} width={0.88} y={amount < 0 ? zero : zero - tall(amount)} height={tall(amount)} />
              <rect className={styles['over']} x={at} width={1} y={0} height={HEIGHT}>
                <title>{`${name}: ${shown}`}</title>
              </rect>
            </g>
          ))}
          <line className={styles['zero']} x1={0} x2={bars.length} y1={zero} y2={zero} />
        </svg>
        <div className={styles['ends']} aria-hidden="true">
          <span>{bars[0]?.name}</span>
          <span>{bars.at(-1)?.name}</span>
        </div>
      </div>
      <Fold title={text.workbook.chart.asTable} testId={`${testId}-table`}>
        <table className={styles['table']}>
          <tbody>
            {bars.map(({ name, shown }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{shown}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Fold>
    </figure>
  )
}

/** A bar for a value; `onPick` narrows the rows to it. */
export type ValueBar = Bar & { onPick?: (() => void) | undefined }

type ValueProps = { label: string; amounts: string; bars: ValueBar[]; testId: string }

/** Lying bars as a table: a value, its bar, its amount. */
export function ValueBars({ label, amounts, bars, testId }: ValueProps) {
  const [least, greatest] = reach(bars)
  const part = (amount: number) => `${(amount / (greatest - least)) * 100}%`
  return (
    <table className={styles['values']} aria-label={label} data-testid={testId}>
      <thead>
        <tr>
          <th scope="col">{words.values}</th>
          <th scope="col">{amounts}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ name, amount, shown, onPick }) => (
          <tr key={name}>
            <th scope="row">
              {onPick ? (
                <Pick name={name} onPick={onPick} />
              ) : (
                <span title={name}>{name}</span>
              )}
              <svg aria-hidden="true">
                <rect className={styles['bar']} x={part(Math.min(amount, 0) - least)} width={part(Math.abs(amount))} height="100%" rx="2" />
              </svg>
            </th>
            <td>{shown}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Pick({ name, onPick }: { name: string; onPick: () => void }) {
  const pick = ({ currentTarget }: MouseEvent<HTMLElement>) => {
    // The value may be gone from the next answer, and the focus would be lost with it.
    currentTarget.closest('aside')?.focus()
    onPick()
  }
  return (
    <button type="button" className={styles['pick']} title={words.only(name)} onClick={pick}>
      {name}
    </button>
  )
}

/** From the least amount to the greatest, with zero between them. */
function reach(bars: Bar[]): [number, number] {
  const amounts = bars.map(({ amount }) => amount)
  const [least, greatest] = [Math.min(0, ...amounts), Math.max(0, ...amounts)]
  return least === greatest ? [0, 1] : [least, greatest]
}
