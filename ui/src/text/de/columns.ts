import { list, number, plural } from '../format'

/** The words for choosing what is written of a stream. */
export const columns = {
  open: 'Spalten…',
  openNamed: (stream: string) => `Spalten und Zeilen von ${stream}`,
  choose: 'Auswählen, was gelesen wird…',
  title: (stream: string) => `Spalten und Zeilen von ${stream}`,
  lead: 'Was Sie abwählen, gelangt nie in die Arbeitsmappe auf diesem Computer.',
  list: 'Spalten',
  find: 'Spalte suchen',
  written: (count: number) =>
    `${number(count)} ${plural(count, { one: 'Spalte wird', other: 'Spalten werden' })} geschrieben`,
  all: 'Alle ankreuzen',
  none: 'Alle abwählen',
  unknown: 'Die Quelle nennt ihre Spalten nicht vorab. Nach der ersten Synchronisierung stehen sie hier.',
  personalTitle: 'Personenbezogene Daten',
  personal: (names: string[]) =>
    `Dem Namen nach ${plural(names.length, { one: 'könnte', other: 'könnten' })} ${list(names)} Personen betreffen. Sie können solche Spalten weglassen oder hashen: Gleiche Werte bleiben gleich, Zählen und Verknüpfen gehen also weiter.`,
  hashThem: 'Hashen',
  leaveThem: 'Weglassen',
  titleOf: (column: string) => `Titel von ${column}`,
  wayOf: (column: string) => `Wie ${column} geschrieben wird`,
  way: { keep: 'Wie sie kommt', hash: 'Gehasht', expand: 'Eine Spalte je Feld', leave: 'Weggelassen' },
  type: {
    text: 'Text',
    integer: 'Ganzzahl',
    number: 'Zahl',
    boolean: 'wahr oder falsch',
    time: 'Zeit',
    json: 'verschachtelt',
    unknown: 'beliebig',
  },
  rows: 'Zeilen',
  rowsAll: 'Alle Zeilen werden geschrieben.',
  rowsSome: 'Nur Zeilen mit',
  rowsSent: (column: string) => `Eine untere Grenze für ${column} geht auch an die Quelle: Was älter ist, wird gar nicht erst gelesen.`,
  keyChanges:
    'Der Schlüssel wird anders geschrieben: Der Tab wird jetzt geleert und bei der nächsten Synchronisierung neu gefüllt.',
  save: 'Speichern',
  outdated:
    'Gespeichert. Was weggelassen wird, ist aus dem Tab entfernt. Neue Spalten, Hashes und Filter erreichen die vorhandenen Zeilen, wenn der Stream noch einmal ganz gelesen wird.',
  again: 'Jetzt neu lesen',
  later: 'Später',
}
