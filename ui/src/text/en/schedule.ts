import { list, number, plural, timeOfDay, weekday } from '../format'

/** Which of the days around now a time lies on. */
type Near = 'today' | 'tomorrow' | null

/** The words of schedules. */
export const schedule = {
  title: 'Schedule',
  none: 'Only when you choose Sync now.',
  add: 'Set a schedule',
  change: 'Change',
  kind: 'Sync by itself',
  off: 'Never',
  offSays: 'Only when you choose Sync now.',
  every: 'Every so many minutes',
  everySays: 'Counted from the last time.',
  daily: 'Once a day',
  dailySays: 'At a time of day, here.',
  cron: 'Cron expression',
  cronSays: 'For everything else.',
  minutes: 'Minutes between two syncs',
  minutesShape: 'A whole number from 1 to 10080, which is a week.',
  at: 'Time of day',
  expression: 'Expression',
  expressionHint: 'Minute, hour, day, month, weekday. 0\u00a08\u00a0*\u00a0*\u00a01-5 is every weekday at 08:00.',
  catchUp: 'After missed times',
  catchUpOf: { skip: 'Wait for the next time', once: 'Sync once', all: 'Make up for each missed sync, 24 at most' },
  spread: 'Begin',
  spreadOf: (minutes: number) =>
    minutes === 0 ? 'At that time' : `Up to ${number(minutes)} minutes later, each connection at its own time`,
  save: 'Save schedule',
  saved: 'Schedule saved.',
  removed: 'It is no longer synced by itself.',
  onlyOpen: 'Schedules run while Headwater is open, or in the tray.',

  says: {
    every: (minutes: number) =>
      minutes % 60 === 0
        ? minutes === 60
          ? 'Every hour'
          : `Every ${number(minutes / 60)} hours`
        : `Every ${number(minutes)} ${plural(minutes, { one: 'minute', other: 'minutes' })}`,
    daily: (at: string) => `Every day at ${at}`,
    cron: (expression: string) => `As ${expression} says`,
  },
  time: (at: string, near: Near) =>
    near === 'today' ? timeOfDay(at) : near ? `tomorrow ${timeOfDay(at)}` : `${weekday(at)}, ${timeOfDay(at)}`,
  next: (time: string) => `Next: ${time}`,
  upcoming: (times: string[]) => `Next: ${list(times)}.`,
  waits: 'Due now: waits for the network, or for its turn.',
  paused: 'Nothing is synced while it is paused.',
  allPaused: 'All schedules are paused.',
  allPausedLink: 'Settings',
  missed: (count: number, time: string) =>
    `${number(count)} ${plural(count, { one: 'sync was', other: 'syncs were' })} missed, the last one at ${time}.`,
  missedShort: (count: number) => `${number(count)} missed`,
}

/** The words of the settings of the app itself. */
export const general = {
  lead: 'How Headwater behaves on this computer. It takes effect at once.',
  background: 'In the background',
  telling: 'Notifications',
  schedules: 'Schedules',
  closeToTray: 'Closing the window keeps Headwater in the tray',
  closeToTraySays: 'Schedules go on. Where this desktop shows no tray, closing ends Headwater.',
  autostart: 'Start when I sign in',
  autostartSays: 'In the tray, where there is one.',
  notifications: 'Show notifications',
  notificationsSays: 'When an access ends soon or has ended, and when a scheduled sync begins to fail. Once each.',
  pause: 'Pause all schedules',
  pauseSays: 'No sync begins by itself. Syncs that run go on.',
  access: 'Access',
  renewOnUse: 'Renew access only when it is used',
  renewOnUseSays:
    'Usually it is renewed shortly before it ends, so that you hear at once when a permission has ended.',
}

/** What the policy of this computer sets. */
export const managed = {
  mark: 'Set by your organisation.',
  note: (file: string) => `Your organisation sets some of this for this computer, in ${file}.`,
}
