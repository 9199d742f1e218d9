import { useState } from 'react'

import { text } from '../text'
import { IconButton } from './Button'
import { classes } from './classes'
import { type FieldProps, Framed } from './Field'
import styles from './Field.module.css'
import { FileButton } from './FileButton'

/** Text of several lines. */
export function AreaField({ value, onChange, placeholder, testId, error, insist, ...frame }: FieldProps) {
  const [settled, setSettled] = useState(false)
  return (
    <Framed {...frame} testId={testId} error={settled || insist ? error : null}>
      {(wiring) => (
        <textarea
          {...wiring}
          value={value}
          rows={4}
          placeholder={placeholder ?? undefined}
          onChange={(event) => onChange(event.target.value)}
          onBlur={() => setSettled(value.trim() !== '')}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          data-testid={testId}
        />
      )}
    </Framed>
  )
}

/** A secret of several lines, such as a private key: masked, pasted or read from a file, never given back. */
export function SecretAreaField({ value, onChange, placeholder, testId, error, insist, ...frame }: FieldProps) {
  const [revealed, setRevealed] = useState(false)
  const [settled, setSettled] = useState(false)
  const take = (taken: string) => {
    setSettled(taken.trim() !== '')
    onChange(taken.trim())
  }
  return (
    <Framed {...frame} testId={testId} error={settled || insist ? error : null} tall>
      {(wiring) => (
        <>
          <textarea
            {...wiring}
            className={classes(!revealed && value && styles['masked'])}
            value={value}
            rows={4}
            placeholder={placeholder ?? undefined}
            onChange={(event) => onChange(event.target.value)}
            onBlur={() => take(value)}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            data-testid={testId}
          />
          <span className={styles['tools']}>
            <FileButton
              look="quiet"
              label={text.authorize.fromFileNamed(frame.label)}
              testId={`${testId}-file`}
              onText={take}
            >
              {text.authorize.fromFile}
            </FileButton>
            {value && (
              <IconButton
                icon={revealed ? 'eyeOff' : 'eye'}
                label={revealed ? text.authorize.conceal : text.authorize.reveal}
                aria-pressed={revealed}
                data-testid={`${testId}-reveal`}
                onClick={() => setRevealed(!revealed)}
              />
            )}
          </span>
        </>
      )}
    </Framed>
  )
}
