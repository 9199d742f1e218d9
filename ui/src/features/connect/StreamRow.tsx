import { type KeyboardEvent, type MouseEvent, useId } from 'react'

import type { Action, FaultView, Mode, RowEstimate, StreamView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { FaultPanel } from '../../parts/FaultPanel'
import { Icon } from '../../parts/Icon'
import { Tick } from '../../parts/Tick'
import { text } from '../../text'
import { isMissingPermission } from '../grant/ask'
import { reasonOf } from './reason'
import styles from './StreamsStep.module.css'

const words = text.streams

type Props = {
  stream: StreamView
  ticked: boolean
  /** Rows that the last sync left; absent before the first. */
  rows: number | undefined
  /** What the source says before that. */
  estimate: RowEstimate | undefined
  mode: Mode
  /** The one row that Tab goes to. */
  here: boolean
  onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void
  onToggle: (event: MouseEvent<HTMLInputElement>) => void
  onMode: (mode: Mode) => void
  /** Opens the choice of its columns and rows. */
  onColumns: () => void
  /** Does what mends a stream that is not available. */
  onAction: (action: Action) => void
}

/** A stream: its checkbox, what it holds, how it is synced and why; or why it cannot be ticked. */
export function StreamRow(props: Props) {
  const { stream, ticked, rows, estimate, mode, here, onKeyDown, onToggle, onMode, onColumns, onAction } = props
  const { name, key, fields, unavailable } = stream
  const id = useId()
  const facts = [
    rows !== undefined && text.units.rows(rows),
    estimate && words.estimate[estimate.extent](estimate.rows),
    fields.length > 0 && words.fields(fields.length),
    key.length > 0 && words.key(key),
  ].filter(Boolean)
  return (
    <li className={styles['stream']}>
      <Tick
        id={id}
        checked={ticked}
        disabled={unavailable !== null}
        tabIndex={here ? 0 : -1}
        data-name={name}
        data-testid={`stream-${name}`}
        aria-describedby={`${id}-reason`}
        onKeyDown={onKeyDown}
        // A click carries the Shift key, a change does not.
        onClick={onToggle}
        onChange={() => undefined}
      />
      <label className={styles['what']} htmlFor={id}>
        <span className={styles['name']}>{name}</span>
        <span className={styles['facts']}>{facts.join(' · ')}</span>
        {!unavailable && (
          <span id={`${id}-reason`} className={styles['reason']}>
            <br />
            {reasonOf(stream, mode)}
          </span>
        )}
      </label>
      {unavailable ? (
        <>
          <span className={styles['only']}>{words.unavailable}</span>
          <div className={styles['unavailable']} id={`${id}-reason`}>
            <FaultPanel fault={granting(unavailable)} onAction={onAction} quiet />
          </div>
        </>
      ) : (
        <div className={styles['ways']}>
          {ticked && (
            <Button
              look="quiet"
              tabIndex={here ? 0 : -1}
              aria-label={text.columns.openNamed(name)}
              data-testid={`columns-${name}`}
              onClick={onColumns}
            >
              {text.columns.open}
            </Button>
          )}
          <ModeField stream={stream} mode={mode} here={here} onMode={onMode} />
        </div>
      )}
    </li>
  )
}

/** A missing permission is mended by granting it, whatever the button says elsewhere. */
function granting(fault: FaultView): FaultView {
  const { button } = fault
  return button && isMissingPermission(fault) ? { ...fault, button: { ...button, label: words.grant } } : fault
}

function ModeField({
  stream: { name, modes },
  mode,
  here,
  onMode,
}: Pick<Props, 'stream' | 'mode' | 'here' | 'onMode'>) {
  if (modes.length < 2) return <span className={styles['only']}>{words.mode[mode]}</span>
  return (
    <span className={styles['mode']}>
      <select
        value={mode}
        aria-label={words.modeOf(name)}
        tabIndex={here ? 0 : -1}
        data-testid={`mode-${name}`}
        onChange={(event) => onMode(modes.find((option) => option === event.target.value) ?? mode)}
      >
        {modes.map((option) => (
          <option key={option} value={option}>
            {words.mode[option]}
          </option>
        ))}
      </select>
      <Icon name="chevronDown" size={16} />
    </span>
  )
}
