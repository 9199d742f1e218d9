import type { Rhythm } from '../../generated/rpc'
import { text } from '../../text'
import { near } from './form'

const words = text.schedule

/** A rhythm in words: `Every day at 08:00`. */
export function rhythmSays(rhythm: Rhythm): string {
  switch (rhythm.kind) {
    case 'every':
      return words.says.every(rhythm.minutes)
    case 'daily':
      return words.says.daily(rhythm.at)
    case 'cron':
      return words.says.cron(rhythm.expression)
  }
}

/** A time near now: `tomorrow 08:00`. */
export const timeSays = (at: string, now: number): string => words.time(at, near(at, now))
