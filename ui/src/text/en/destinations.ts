import { ago } from './units'

/** The words of destinations: where a workbook's rows go besides. */
export const destinations = {
  title: 'Destinations',
  of: (workbook: string) => `Destinations of ${workbook}`,
  lead: 'Headwater delivers the rows of this workbook to these places after each sync.',
  add: 'Add destination',
  chooseKind: 'What kind?',
  kind: {
    parquet: { title: 'Parquet folder', says: 'For DuckDB, pandas, Power BI and Spark: typed, compact, a folder per tab.' },
    csv: { title: 'CSV folder', says: 'For everything else: one text file per tab.' },
  },
  at: (kind: string, place: string) => `${kind} · ${place}`,
  folder: 'Folder',
  folderHint: 'The full path. The last folder is made where it is missing.',
  folderMissing: 'A destination needs a folder.',
  partitions: 'Add what changed as partitions',
  partitionsHint: 'Each delivery adds a folder with the rows that changed; earlier versions of a row stay.',
  mark: 'Begin files with a byte order mark',
  markHint: 'Excel needs it to read accents and other alphabets.',
  guard: 'Guard against formulas',
  guardHint: 'Puts an apostrophe before texts that a spreadsheet would run, such as those that begin with =.',
  name: 'Name',
  nameHint: (kind: string) => `Left empty, it is called ${kind}.`,
  test: 'Test',
  works: 'It can be written.',
  save: 'Save and deliver',
  deliver: 'Deliver now',
  editNamed: (name: string) => `Change ${name}`,
  removeNamed: (name: string) => `Remove ${name}; what was delivered stays`,
  delivered: (milliseconds: number) => `Delivered ${ago(milliseconds)}`,
  neverDelivered: 'Not delivered yet',
}
