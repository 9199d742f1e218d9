import type { Text } from '..'
import { number, plural } from '../format'
import { rows } from './units'

/** Spalten, die man selbst hinzufügt. */
export const userColumns: Text['workbook']['userColumns'] = {
  add: 'Spalte hinzufügen',
  addTitle: 'Eigene Spalte hinzufügen',
  changeTitle: (column) => `${column} ändern`,
  name: 'Name',
  nameMissing: 'Eine Spalte braucht einen Namen.',
  kind: 'Was sie enthält',
  kinds: { note: 'Notizen', tags: 'Schlagwörter', formula: 'Formel' },
  formula: 'Formel',
  formulaHint: 'Eine Spalte steht in eckigen Klammern: [amount] * 1.2',
  examples: (values) => `In den ersten Zeilen: ${values}`,
  blank: 'leer',
  functions: 'Funktionen',
  save: 'Speichern',
  remove: 'Spalte entfernen',
  removeSays: 'Ihre Zellen gehen mit. Gleich danach lässt sich das zurücknehmen.',
  removed: (column) => `${column} wurde entfernt.`,
  restored: (column) => `${column} ist wieder da, mit ihren Zellen.`,
  change: (column) => `${column} ändern`,
  noKey:
    'Die Zeilen dieses Tabs haben keinen Schlüssel, eine Notiz könnte also nicht bei ihrer Zeile bleiben. Nehmen Sie einen Tab, dessen Stream einen hat.',
  edit: (column) => `${column}: Wert eingeben, Enter behält ihn, Esc lässt alles, wie es war`,
  tagsEdit: (column) => `${column}: Schlagwörter mit Kommas dazwischen, Enter behält sie`,
  saved: (value) => `Gespeichert: ${value}`,
  emptied: 'Geleert',
  undone: 'Zurückgenommen',
  nothingToUndo: 'Nichts zurückzunehmen',
  editKeys: 'Enter oder F2 bearbeitet, Entf leert, Strg oder Cmd + Z nimmt zurück',
}

/** Was an einer Formel falsch sein kann. */
export const mistakes: Text['workbook']['mistakes'] = {
  ends: (_, place) => `An Stelle ${number(place)} fehlt etwas.`,
  unexpected: (_, place) => `Was an Stelle ${number(place)} steht, kann dort nicht stehen.`,
  unclosed: (_, place) => `Was an Stelle ${number(place)} beginnt, hat kein Ende.`,
  badNumber: (_, place) => `Die Zahl an Stelle ${number(place)} ist nicht lesbar.`,
  unknownFunction: (name) => `Eine Funktion ${name} gibt es nicht.`,
  unknownColumn: (name) => `Dieser Tab hat keine Spalte ${name}.`,
  arguments: (name) => `Die Funktion ${name} nimmt eine andere Zahl von Werten.`,
  circular: () => 'Die Formel hängt von sich selbst ab.',
  tooLarge: () => 'Die Formel ist zu lang oder zu tief verschachtelt.',
}

/** Was die Funktionen tun. */
export const functions: Text['workbook']['functions'] = [
  ['if(condition, then, otherwise)', 'Einer von zwei Werten'],
  ['and(a, b…), or(a, b…), not(a)', 'Bedingungen zusammengesetzt'],
  ['round(number, places), abs(number)', 'Gerundet; ohne Vorzeichen'],
  ['min(a, b…), max(a, b…)', 'Der kleinste oder größte; Leeres zählt nicht'],
  ['len(text), lower(text), upper(text), trim(text)', 'Länge, Schreibung, ohne Leerzeichen an den Enden'],
  ['left(text, n), right(text, n), mid(text, from, n)', 'Ein Teil eines Textes'],
  ['find(what, text, from)', 'Wo ein Text in einem anderen steht, ab 1'],
  ['concat(a, b…) / a & b', 'Texte zusammengesetzt'],
  ['date(year, month, day), today()', 'Ein Tag'],
  ['year(time), month(time), day(time)', 'Teile einer Zeit, in UTC'],
  ['days(later, earlier)', 'Tage zwischen zwei Zeiten'],
  ['coalesce(a, b…)', 'Der erste Wert, der nicht leer ist'],
  ['number(text), text(value)', 'Das eine als das andere'],
]

/** Suchen in einem Tab. */
export const find: Text['workbook']['find'] = {
  open: 'Suchen (Strg oder Cmd + F)',
  short: 'Suchen',
  label: 'In diesem Tab suchen',
  next: 'Nächste Zeile',
  previous: 'Vorige Zeile',
  none: 'Nicht gefunden',
  place: (index, total) => `${number(index)} von ${rows(total)}`,
  close: 'Suche schließen',
}

/** Was sich seit einem Sync geändert hat. */
export const changes: Text['workbook']['changes'] = {
  open: 'Was sich geändert hat',
  title: 'Was sich seit einem Sync geändert hat',
  since: 'Seit',
  point: (when, count) => `${when}, ${rows(count)}`,
  latest: (when, count) => `${when}, ${rows(count)} (der letzte)`,
  none: 'Noch ist kein Sync festgehalten. Vom nächsten an stehen Änderungen hier.',
  groups: {
    added: (count) => `${number(count)} neu`,
    changed: (count) => `${number(count)} geändert`,
    removed: (count) => `${number(count)} entfernt`,
  },
  nothing: {
    added: 'Keine Zeile ist hinzugekommen.',
    changed: 'Keine Zeile hat sich geändert.',
    removed: 'Keine Zeile ist weggefallen.',
  },
  row: 'Zeile',
  column: 'Spalte',
  before: 'Vorher',
  after: 'Nachher',
  more: 'Mehr zeigen',
  keep: 'Verlauf behalten',
  days: (count) => (count === 0 ? 'gar nicht' : `${number(count)} ${plural(count, { one: 'Tag', other: 'Tage' })}`),
  close: 'Schließen',
}
