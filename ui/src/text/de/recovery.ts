import { rows } from './units'

/** After a damaged database: what was kept, what was lost. */
export const recovery = {
  title: 'Die Datenbank war beschädigt und wurde wiederhergestellt',
  kept: (copy: string, connections: number, kept: number) =>
    `Eine Kopie der beschädigten Datei bleibt: ${copy}. ${connections === 1 ? '1 Verbindung' : `${connections} Verbindungen`} und ${rows(kept)} wurden daraus gelesen. Die Tokens liegen sicher im Schlüsselbund.`,
  lost: (title: string, lost: number) => `${title}: ${rows(lost)} verloren. Die nächste Synchronisierung liest den Stream von vorn.`,
  incomplete: (names: string) => `Nicht vollständig gelesen: ${names}.`,
  nothing: 'Nichts davon war lesbar. Headwater beginnt leer; Verbindungen lassen sich neu einrichten.',
  seen: 'Verstanden',
}
