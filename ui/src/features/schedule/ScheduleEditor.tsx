import { type FormEvent, useEffect, useRef, useState } from 'react'

import { useAsk, useDo } from '../../app/engine'
import type { Schedule } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { Choice } from '../../parts/Choice'
import { FaultPanel } from '../../parts/FaultPanel'
import { FieldRow, SelectField, TextField } from '../../parts/Field'
import { useNow } from '../../parts/now'
import { useRested } from '../../parts/rested'
import { text } from '../../text'
import { CATCH_UPS, KINDS, type ScheduleForm, SPREADS, toForm, toSchedule } from './form'
import styles from './Schedule.module.css'
import { timeSays } from './words'

const words = text.schedule

const CHOICES = KINDS.map((kind) => ({
  value: kind,
  title: words[kind],
  says: words[`${kind}Says`],
  testId: `schedule-${kind}`,
}))

type Props = {
  id: string
  kept: Schedule | null
  /** Called once it is kept: whether there is a schedule now. */
  onDone: (saved: boolean) => void
  onCancel: () => void
}

/** Chooses when a connection is synced by itself, and says meanwhile what that means. */
export function ScheduleEditor({ id, kept, onDone, onCancel }: Props) {
  const [form, setForm] = useState(() => toForm(kept))
  const save = useDo('save_schedule')
  const editor = useRef<HTMLFormElement>(null)
  // Where a link leads to the editor, what stands above it may fill the window.
  useEffect(() => editor.current?.scrollIntoView?.({ block: 'nearest' }), [])
  const set = (change: Partial<ScheduleForm>) => {
    setForm((before) => ({ ...before, ...change }))
    save.reset()
  }
  const schedule = toSchedule(form)
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (schedule === undefined || save.isPending) return
    save.mutate({ id, schedule }, { onSuccess: () => onDone(schedule !== null) })
  }
  return (
    <form ref={editor} className={styles['editor']} onSubmit={submit} noValidate>
      <Choice legend={words.kind} options={CHOICES} value={form.kind} onChange={(kind) => set({ kind })} />
      {form.kind !== 'off' && (
        <>
          <FieldRow>
            <When form={form} set={set} />
            <SelectField
              label={words.catchUp}
              value={form.catchUp}
              onChange={(chosen) => set({ catchUp: CATCH_UPS.find((one) => one === chosen) ?? 'once' })}
              options={CATCH_UPS.map((value) => ({ value, title: words.catchUpOf[value] }))}
              testId="schedule-catch-up"
            />
            <SelectField
              label={words.spread}
              value={String(form.spread)}
              onChange={(chosen) => set({ spread: Number(chosen) })}
              options={spreads(form.spread).map((minutes) => ({
                value: String(minutes),
                title: words.spreadOf(minutes),
              }))}
              testId="schedule-spread"
            />
          </FieldRow>
          <Upcoming id={id} schedule={schedule ?? null} />
        </>
      )}
      {save.error && <FaultPanel fault={save.error} onAction={() => submit()} quiet />}
      <div className={styles['actions']}>
        <Button look="primary" type="submit" busy={save.isPending} data-testid="schedule-save">
          {words.save}
        </Button>
        <Button data-testid="schedule-cancel" onClick={onCancel}>
          {text.actions.cancel}
        </Button>
      </div>
    </form>
  )
}

/** The choices, and the one that is kept where it came from elsewhere. */
const spreads = (kept: number): number[] => [...new Set([...SPREADS, kept])].toSorted((one, other) => one - other)

function When({ form, set }: { form: ScheduleForm; set: (change: Partial<ScheduleForm>) => void }) {
  switch (form.kind) {
    case 'every':
      return (
        <TextField
          label={words.minutes}
          value={form.minutes}
          onChange={(minutes) => set({ minutes })}
          error={toSchedule(form) === undefined ? words.minutesShape : null}
          testId="schedule-minutes"
        />
      )
    case 'daily':
      return (
        <TextField type="time" label={words.at} value={form.at} onChange={(at) => set({ at })} testId="schedule-at" />
      )
    case 'cron':
      return (
        <TextField
          label={words.expression}
          value={form.expression}
          onChange={(expression) => set({ expression })}
          hint={words.expressionHint}
          testId="schedule-expression"
        />
      )
    case 'off':
      return null
  }
}

/** The next times of what is being chosen, or what is wrong with it, once the typing rests. */
function Upcoming({ id, schedule }: { id: string; schedule: Schedule | null }) {
  const now = useNow(60_000)
  const rested = useRested(JSON.stringify(schedule), 250)
  const asked = JSON.parse(rested) as Schedule | null
  return asked && <Times id={id} schedule={asked} now={now} />
}

function Times({ id, schedule, now }: { id: string; schedule: Schedule; now: number }) {
  const { data: times, error } = useAsk('next_times', { id, schedule }, { fresh: true })
  return (
    <p className={error ? styles['missed'] : styles['upcoming']} role="status" data-testid="schedule-upcoming">
      {error ? error.cause : times && words.upcoming(times.map((at) => timeSays(at, now)))}
    </p>
  )
}
