import { type ChangeEvent, type ComponentProps, type ReactNode, useId, useState } from 'react'

import { text } from '../text'
import { IconButton } from './Button'
import { classes } from './classes'
import styles from './Field.module.css'
import { Fold } from './Fold'
import { Icon } from './Icon'

/** What every field takes. */
export type FieldProps = {
  label: string
  value: string
  onChange: (value: string) => void
  /** Said below the field in any case. */
  hint?: string | null | undefined
  /** Answers "Where is this?", shown on demand. */
  where?: string | null | undefined
  /** What is wrong with the value; shown once the value was pasted or left, or when `insist` says so. */
  error?: string | null | undefined
  /** Shows the error in any case: the user tried to go on. */
  insist?: boolean
  placeholder?: string | null | undefined
  testId: string
}

type TextProps = { type?: 'text' | 'password' | 'time'; after?: ReactNode }

/** A line of text. Whatever is pasted arrives trimmed: credentials never have blanks at their ends, clipboards do. */
export function TextField({
  value,
  onChange,
  placeholder,
  testId,
  type = 'text',
  after,
  error,
  insist,
  ...frame
}: FieldProps & TextProps) {
  const [settled, setSettled] = useState(false)
  const settle = (settledValue: string) => {
    setSettled(settledValue.trim() !== '')
    onChange(settledValue.trim())
  }
  return (
    <Framed {...frame} testId={testId} error={settled || insist ? error : null}>
      {(wiring) => (
        <>
          <input
            {...wiring}
            type={type}
            value={value}
            placeholder={placeholder ?? undefined}
            onChange={(event) => (isPaste(event) ? settle(event.target.value) : onChange(event.target.value))}
            onBlur={() => settle(value)}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            data-testid={testId}
          />
          {after}
        </>
      )}
    </Framed>
  )
}

/** A secret: masked, with a reveal for what was just typed. What the keychain holds never comes back into it. */
export function SecretField(props: FieldProps) {
  const [revealed, setRevealed] = useState(false)
  return (
    <TextField
      {...props}
      type={revealed ? 'text' : 'password'}
      after={
        props.value && (
          <IconButton
            icon={revealed ? 'eyeOff' : 'eye'}
            label={revealed ? text.authorize.conceal : text.authorize.reveal}
            aria-pressed={revealed}
            data-testid={`${props.testId}-reveal`}
            onClick={() => setRevealed(!revealed)}
          />
        )
      }
    />
  )
}

/** What a pick-list offers, in order. */
type Options = { value: string; title: string }[]
type PickerProps = Pick<FieldProps, 'value' | 'onChange' | 'testId'> & { options: Options; 'aria-label'?: string }

/** A pick-list. */
export const SelectField = ({ value, onChange, testId, options, ...frame }: FieldProps & { options: Options }) => (
  <Framed {...frame} testId={testId}>
    {(wiring) => <Picker {...wiring} value={value} onChange={onChange} options={options} testId={testId} />}
  </Framed>
)

/** A pick-list at the end of a row, which names it, or with a name that only a screen reader says. */
export const RowSelect = (props: Partial<Wiring> & PickerProps) => (
  <div className={classes(styles['box'], styles['inRow'])}>
    <Picker {...props} />
  </div>
)

const Picker = ({ value, onChange, testId, options, ...wiring }: Partial<Wiring> & PickerProps) => (
  <>
    <select {...wiring} value={value} onChange={(event) => onChange(event.target.value)} data-testid={testId}>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.title}
        </option>
      ))}
    </select>
    <Icon name="chevronDown" size={18} />
  </>
)

/** A value to read and to copy, exact to the character. */
export function FixedField({
  label,
  value,
  testId,
  hint,
  children,
}: {
  label: string
  value: string
  testId: string
  hint?: string
  children: ReactNode
}) {
  return (
    <Framed label={label} hint={hint} testId={testId} fixed>
      {(wiring) => (
        <>
          <input {...wiring} value={value} readOnly data-testid={testId} onFocus={(event) => event.target.select()} />
          {children}
        </>
      )}
    </Framed>
  )
}

/** What ties an input to its label, hint and error. */
export type Wiring = Pick<ComponentProps<'input'>, 'id' | 'aria-invalid' | 'aria-describedby'>
type Frame = Pick<FieldProps, 'label' | 'hint' | 'where' | 'error' | 'testId'> & {
  fixed?: boolean
  /** What stands with the input stands below it. */
  tall?: boolean
  children: (wiring: Wiring) => ReactNode
}

/** A field's frame: label above, hint or error below, "Where is this?" on demand. */
export function Framed({ label, hint, where, error, testId, fixed, tall, children }: Frame) {
  const id = useId()
  const wiring: Wiring = {
    id,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': error ? `${id}-error` : hint ? `${id}-hint` : undefined,
  }
  return (
    <div className={styles['field']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      <div
        className={classes(styles['box'], fixed && styles['fixed'], tall && styles['tall'])}
        data-invalid={error ? '' : undefined}
      >
        {children(wiring)}
      </div>
      {error ? (
        <p className={styles['error']} id={`${id}-error`} data-testid="field-error">
          <Icon name="warning" size={16} />
          {error}
        </p>
      ) : (
        hint && (
          <p className={styles['hint']} id={`${id}-hint`}>
            {hint}
          </p>
        )
      )}
      {where && (
        <Fold title={text.authorize.where} testId={`${testId}-where`}>
          <p className={styles['hint']}>{where}</p>
        </Fold>
      )}
    </div>
  )
}

/** Fields beside each other, where there is room. */
export const FieldRow = ({ children }: { children: ReactNode }) => <div className={styles['row']}>{children}</div>

/** Typing may pass through a blank or half a value, pasting may not. */
const isPaste = ({ nativeEvent }: ChangeEvent<HTMLInputElement>): boolean =>
  nativeEvent instanceof InputEvent && nativeEvent.inputType.startsWith('insertFromPaste')
