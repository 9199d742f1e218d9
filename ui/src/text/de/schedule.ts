import { list, number, plural, timeOfDay, weekday } from '../format'

/** Which of the days around now a time lies on. */
type Near = 'today' | 'tomorrow' | null

/** The words of schedules. */
export const schedule = {
  title: 'Zeitplan',
  none: 'Nur, wenn Sie „Jetzt synchronisieren“ wählen.',
  add: 'Zeitplan festlegen',
  change: 'Ändern',
  kind: 'Von selbst synchronisieren',
  off: 'Nie',
  offSays: 'Nur, wenn Sie „Jetzt synchronisieren“ wählen.',
  every: 'Alle paar Minuten',
  everySays: 'Ab dem letzten Mal gezählt.',
  daily: 'Einmal am Tag',
  dailySays: 'Zu einer Uhrzeit, Ortszeit.',
  cron: 'Cron-Ausdruck',
  cronSays: 'Für alles andere.',
  minutes: 'Minuten zwischen zwei Synchronisierungen',
  minutesShape: 'Eine ganze Zahl von 1 bis 10080, das ist eine Woche.',
  at: 'Uhrzeit',
  expression: 'Ausdruck',
  expressionHint: 'Minute, Stunde, Tag, Monat, Wochentag. 0\u00a08\u00a0*\u00a0*\u00a01-5 heißt werktags um 08:00.',
  catchUp: 'Nach verpassten Zeiten',
  catchUpOf: {
    skip: 'Auf das nächste Mal warten',
    once: 'Einmal synchronisieren',
    all: 'Jede verpasste Synchronisierung nachholen, höchstens 24',
  },
  spread: 'Beginn',
  spreadOf: (minutes: number) =>
    minutes === 0 ? 'Zu dieser Zeit' : `Bis zu ${number(minutes)} Minuten später, jede Verbindung zu ihrer Zeit`,
  save: 'Zeitplan speichern',
  saved: 'Zeitplan gespeichert.',
  removed: 'Sie wird nicht mehr von selbst synchronisiert.',
  onlyOpen: 'Zeitpläne laufen, solange Headwater offen oder im Infobereich ist.',

  says: {
    every: (minutes: number) =>
      minutes % 60 === 0
        ? minutes === 60
          ? 'Jede Stunde'
          : `Alle ${number(minutes / 60)} Stunden`
        : minutes === 1
          ? 'Jede Minute'
          : `Alle ${number(minutes)} Minuten`,
    daily: (at: string) => `Jeden Tag um ${at}`,
    cron: (expression: string) => `Nach ${expression}`,
  },
  time: (at: string, near: Near) =>
    near === 'today' ? timeOfDay(at) : near ? `morgen ${timeOfDay(at)}` : `${weekday(at)}, ${timeOfDay(at)}`,
  next: (time: string) => `Nächste: ${time}`,
  upcoming: (times: string[]) => `Die nächsten: ${list(times)}.`,
  waits: 'Jetzt fällig: wartet auf das Netz oder darauf, an der Reihe zu sein.',
  paused: 'Während der Pause wird nichts synchronisiert.',
  allPaused: 'Alle Zeitpläne sind angehalten.',
  allPausedLink: 'Einstellungen',
  missed: (count: number, time: string) =>
    `${number(count)} ${plural(count, { one: 'Synchronisierung', other: 'Synchronisierungen' })} verpasst, die letzte um ${time}.`,
  missedShort: (count: number) => `${number(count)} verpasst`,
}

/** The words of the settings of the app itself. */
export const general = {
  lead: 'Wie sich Headwater auf diesem Computer verhält. Es gilt sofort.',
  background: 'Im Hintergrund',
  telling: 'Benachrichtigungen',
  schedules: 'Zeitpläne',
  closeToTray: 'Nach dem Schließen des Fensters bleibt Headwater im Infobereich',
  closeToTraySays: 'Zeitpläne laufen weiter. Wo dieser Desktop keinen Infobereich hat, beendet das Schließen Headwater.',
  autostart: 'Beim Anmelden starten',
  autostartSays: 'Im Infobereich, wo es einen gibt.',
  notifications: 'Benachrichtigungen zeigen',
  notificationsSays:
    'Wenn ein Zugriff bald endet oder geendet hat, und wenn eine geplante Synchronisierung anfängt fehlzuschlagen. Je einmal.',
  pause: 'Alle Zeitpläne anhalten',
  pauseSays: 'Keine Synchronisierung beginnt von selbst. Laufende gehen weiter.',
  access: 'Zugriff',
  renewOnUse: 'Zugriffe nur erneuern, wenn sie gebraucht werden',
  renewOnUseSays:
    'Sonst werden sie kurz vor ihrem Ende erneuert, und Sie erfahren sofort, wenn eine Berechtigung geendet hat.',
}

/** What the policy of this computer sets. */
export const managed = {
  mark: 'Von Ihrer Organisation festgelegt.',
  note: (file: string) => `Ihre Organisation legt einen Teil davon für diesen Computer fest, in ${file}.`,
}
