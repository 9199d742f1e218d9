import type { Schedule, ScheduleView } from '../../generated/rpc'
import { FAULTS } from './faults'

/** The next times of a schedule; the demo reads no cron expression and takes each for the next mornings. */
export function timesOf({ rhythm }: Schedule): string[] {
  if (rhythm.kind === 'every') {
    return [1, 2, 3].map((count) => new Date(Date.now() + count * rhythm.minutes * 60_000).toISOString())
  }
  if (rhythm.kind === 'cron' && rhythm.expression.split(/\s+/).length !== 5) throw FAULTS.cron
  const [hour = 8, minute = 0] = rhythm.kind === 'daily' ? rhythm.at.split(':').map(Number) : []
  return [1, 2, 3].map((days) => {
    const at = new Date()
    at.setDate(at.getDate() + days)
    at.setHours(hour, minute, 0, 0)
    return at.toISOString()
  })
}

/** A schedule as it stands when it was just set. */
export const scheduleOf = (schedule: Schedule): ScheduleView => ({
  schedule,
  nextAt: timesOf(schedule)[0] ?? null,
  missed: 0,
  missedAt: null,
  waits: false,
})
