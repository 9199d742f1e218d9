import { ago } from './units'

/** Die Worte der Ziele: wohin die Zeilen einer Arbeitsmappe noch gehen. */
export const destinations = {
  title: 'Ziele',
  of: (workbook: string) => `Ziele von ${workbook}`,
  lead: 'Nach jeder Synchronisierung liefert Headwater die Zeilen dieser Arbeitsmappe an diese Orte.',
  add: 'Ziel hinzufügen',
  chooseKind: 'Welche Art?',
  kind: {
    xlsx: {
      title: 'Excel-Datei',
      says: 'Für Excel und LibreOffice: ein Blatt je Tab. Blätter, die Sie hinzufügen, bleiben Ihre.',
    },
    parquet: {
      title: 'Parquet-Ordner',
      says: 'Für DuckDB, pandas, Power BI und Spark: mit Typen, kompakt, ein Ordner je Tab.',
    },
    csv: { title: 'CSV-Ordner', says: 'Für alles andere: eine Textdatei je Tab.' },
  },
  at: (kind: string, place: string) => `${kind} · ${place}`,
  file: 'Datei',
  fileHint:
    'Der vollständige Pfad mit der Endung .xlsx, in einem Ordner, den es gibt. In eine Mappe, die es schon gibt, kommen die Blätter dazu.',
  fileMissing: 'Ein Ziel braucht eine Datei.',
  folder: 'Ordner',
  folderHint: 'Der vollständige Pfad. Fehlt der letzte Ordner, wird er angelegt.',
  folderMissing: 'Ein Ziel braucht einen Ordner.',
  partitions: 'Änderungen als Partitionen anfügen',
  partitionsHint: 'Jede Lieferung fügt einen Ordner mit den geänderten Zeilen an; frühere Fassungen einer Zeile bleiben.',
  mark: 'Dateien mit einer Bytereihenfolge-Marke beginnen',
  markHint: 'Excel braucht sie, um Umlaute und andere Alphabete zu lesen.',
  guard: 'Vor Formeln schützen',
  guardHint: 'Setzt einen Apostroph vor Texte, die eine Tabelle ausführen würde, etwa solche, die mit = beginnen.',
  name: 'Name',
  nameHint: (kind: string) => `Bleibt er leer, heißt das Ziel ${kind}.`,
  test: 'Testen',
  works: 'Dort kann geschrieben werden.',
  save: 'Speichern und liefern',
  deliver: 'Jetzt liefern',
  editNamed: (name: string) => `${name} ändern`,
  removeNamed: (name: string) => `${name} entfernen; was geliefert wurde, bleibt`,
  delivered: (milliseconds: number) => `Geliefert ${ago(milliseconds)}`,
  neverDelivered: 'Noch nicht geliefert',
}
