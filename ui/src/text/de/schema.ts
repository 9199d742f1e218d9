import { list } from '../format'

/** Was eine Quelle an ihren Streams geändert hat. */
export const schema = {
  title: (stream: string) => `Die Quelle hat ${stream} geändert`,
  fieldNew: (field: string) => `Neues Feld ${field}: Es hat jetzt eine Spalte.`,
  fieldGone: (field: string) => `Das Feld ${field} gibt es nicht mehr: Spalte und Werte bleiben.`,
  fieldRetyped: (field: string, from: string, to: string) =>
    `${field} war ${from} und ist ${to}: Die Spalte wird erweitert, wo Werte nicht passen.`,
  keyChanged: (from: string[], to: string[]) =>
    `Zeilen werden an ${list(from) || 'ihrem Inhalt'} erkannt, die Quelle nennt jetzt ${list(to) || 'nichts'}. Mit dem neuen Schlüssel wird alles neu gelesen.`,
  streamGone: 'Die Quelle bietet ihn nicht mehr an. Die Zeilen bleiben.',
  noticed: 'Verstanden',
  useKey: 'Neuen Schlüssel nehmen',
  keepKey: 'Schlüssel behalten',
  stopSync: 'Nicht mehr synchronisieren',
  keepSync: 'Weiter versuchen',
}
