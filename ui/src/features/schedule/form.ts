import type { CatchUp, Rhythm, Schedule } from '../../generated/rpc'

/** How a connection may be synced by itself; `off` is by hand only. */
export const KINDS = ['off', 'every', 'daily', 'cron'] as const
/** What may become of missed times. */
export const CATCH_UPS: readonly CatchUp[] = ['once', 'skip', 'all']
/** By how many minutes starts may be spread. */
export const SPREADS: readonly number[] = [0, 5, 15, 60]

/** A schedule as it stands in the editor: what belongs to another kind is kept while one tries them. */
export type ScheduleForm = {
  kind: (typeof KINDS)[number]
  minutes: string
  at: string
  expression: string
  catchUp: CatchUp
  spread: number
}

/** The form of a schedule; of none, with what most people want filled in. */
export function toForm(schedule: Schedule | null): ScheduleForm {
  const form: ScheduleForm = {
    kind: schedule?.rhythm.kind ?? 'off',
    minutes: '60',
    at: '08:00',
    expression: '0 8 * * 1-5',
    catchUp: schedule?.catchUp ?? 'once',
    spread: schedule?.spreadMinutes ?? 0,
  }
  switch (schedule?.rhythm.kind) {
    case 'every':
      return { ...form, minutes: String(schedule.rhythm.minutes) }
    case 'daily':
      return { ...form, at: schedule.rhythm.at }
    case 'cron':
      return { ...form, expression: schedule.rhythm.expression }
    case undefined:
      return form
  }
}

/** The schedule of a form; `null` is none, `undefined` one that is not whole yet. */
export function toSchedule(form: ScheduleForm): Schedule | null | undefined {
  if (form.kind === 'off') return null
  const rhythm = rhythmOf(form, form.kind)
  return rhythm && { rhythm, catchUp: form.catchUp, spreadMinutes: form.spread }
}

function rhythmOf({ minutes, at, expression }: ScheduleForm, kind: Rhythm['kind']): Rhythm | undefined {
  switch (kind) {
    case 'every':
      return /^\d{1,5}$/.test(minutes) ? { kind, minutes: Number(minutes) } : undefined
    case 'daily':
      return at ? { kind, at } : undefined
    case 'cron':
      return expression.trim() ? { kind, expression: expression.trim() } : undefined
  }
}

const day = (milliseconds: number): string => new Date(milliseconds).toDateString()

/** Whether a time lies today or tomorrow, here. */
export function near(at: string, now: number): 'today' | 'tomorrow' | null {
  const time = Date.parse(at)
  if (day(time) === day(now)) return 'today'
  const tomorrow = new Date(now)
  tomorrow.setDate(tomorrow.getDate() + 1)
  return day(time) === tomorrow.toDateString() ? 'tomorrow' : null
}
