import { list } from '../format'

/** Die Worte des Umzugs einer Verbindung auf einen Server. */
export const handoff = {
  open: 'Auf einen Server bringen…',
  title: (connection: string) => `${connection} auf einen Server bringen`,
  lead: 'Headwater schreibt einen Ordner, den ein anderes Programm auf einem Server ausführt. Hier bleibt alles, wie es ist.',
  target: 'Was führt sie dort aus?',
  targets: {
    pyairbyte: {
      title: 'PyAirbyte',
      says: 'Ein Python-Programm. Die Zeilen gehen nach DuckDB, PostgreSQL, Snowflake oder BigQuery.',
    },
    meltano: { title: 'Meltano', says: 'Ein Meltano-Projekt mit einem Tap, für jeden Loader.' },
    airbyte: { title: 'Airbyte', says: 'Ein Image, das Ihr eigenes Airbyte als Konnektor ausführt.' },
  },
  goes: 'Das kommt mit',
  goesOn: (streams: string[]) => `${list(streams)}: wird von dem Stand dieses Computers an weitergelesen.`,
  whole: (streams: string[]) => `${list(streams)}: wird jedes Mal ganz gelesen.`,
  inputs: (inputs: string[]) => `Die Angaben: ${list(inputs)}.`,
  manifest: 'Der Konnektor, unverändert.',
  stays: 'Das bleibt hier',
  noSecrets: 'Tokens, Schlüssel und Passwörter. Nichts davon wird geschrieben.',
  noRows: 'Zeilen, Notizen, Formeln und Verlauf.',
  narrowed: (streams: string[]) =>
    `Was hier in ${list(streams)} weggelassen oder gehasht wird, liest der Server vollständig.`,
  folder: 'Ordner',
  folderHint: 'Der vollständige Pfad eines neuen Ordners.',
  folderMissing: 'Das Projekt braucht einen Ordner.',
  write: 'Projekt schreiben',
  written: 'Das Projekt ist geschrieben',
  copyFolder: 'Pfad kopieren',
  copied: 'Der Pfad ist kopiert',
  next: 'Nächste Schritte',
  bring: 'Bringen Sie den Ordner auf den Server. In seiner README.md stehen die Befehle zu jedem Schritt.',
  set: 'Setzen Sie diese Variablen in der Umgebung des Servers:',
  signIn: {
    key: null,
    clientCredentials: 'Der Server meldet sich als Ihre App an. Niemand muss zustimmen.',
    consent:
      'Geben Sie dem Server mit „headwater authorize“ einen eigenen Zugang. Sie stimmen dafür noch einmal in einem Browser zu, auf einem beliebigen Computer.',
  },
  run: {
    pyairbyte: 'Starten Sie „python read.py“.',
    meltano: 'Setzen Sie einmal den Stand, dann starten Sie „meltano run“.',
    airbyte: 'Bauen Sie das Image und fügen Sie es Ihrem Airbyte hinzu.',
  },
}
