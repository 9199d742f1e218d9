import { number, plural, span, timeOfDay } from '../format'
import type { Text } from '../index'
import { columns } from './columns'
import { add, author, form } from './adding'
import { changes, find, functions, mistakes, userColumns } from './annotate'
import { authorize, entity, streams as streamWords, test, waiting, wizard } from './connect'
import { access, approval, calendar, details } from './grant'
import { destinations } from './destinations'
import { handoff } from './handoff'
import { help } from './help'
import { palette } from './palette'
import { recovery } from './recovery'
import { general, managed, schedule } from './schedule'
import { schema } from './schema'
import { about, activity, appearance, doctor, ledger, network, programs, settings } from './settings'
import { chart, columnMenu, ordering, profile, sorted, totals } from './summaries'
import { ago, rows, streams } from './units'

/** Alle Worte des Fensters auf Deutsch. */
export const de: Text = {
  app: {
    name: 'Headwater',
    navigation: 'Hauptnavigation',
    connections: 'Verbindungen',
    catalogue: 'Katalog',
    settings: 'Einstellungen',
    workbooks: 'Arbeitsmappen',
    noWorkbooks: 'Erscheinen mit der ersten Synchronisierung',
    theme: { system: 'Farben des Systems', light: 'Helle Farben', dark: 'Dunkle Farben' },
    version: (version: string) => `Version ${version}`,
    skip: 'Zum Inhalt springen',
    loading: 'Lädt…',
    offline: 'Dieser Computer ist offline',
    offlineSays: 'Vorhandene Zeilen lassen sich lesen. Synchronisierungen gehen von selbst weiter, sobald das Netz zurück ist.',
  },

  actions: {
    cancel: 'Abbrechen',
    close: 'Schließen',
    undo: 'Rückgängig',
    copy: 'Kopieren',
    copied: 'Kopiert',
    copyFailed: 'Das Kopieren wurde verweigert. Markieren Sie den Text und kopieren Sie ihn von Hand.',
    continue: 'Weiter',
    tryAgain: 'Noch einmal versuchen',
    clear: 'Leeren',
  },

  units: { rows, streams, ago },

  windowError: {
    title: 'Im Fenster ist etwas schiefgegangen',
    cause: 'Das Fenster bekam eine unerwartete Antwort. Ihre Verbindungen und Zeilen sind unberührt.',
    fix: 'Versuchen Sie es noch einmal. Wenn es dabei bleibt, kopieren Sie die Details und melden Sie sie.',
  },

  fault: {
    copyDetails: 'Details kopieren',
    detailsCopied: 'Details kopiert. Sie enthalten keine Geheimnisse.',
    readMore: 'Mehr dazu',
    retries: (at: string, inMilliseconds: number) => {
      const until = span(inMilliseconds + 59_999)
      return until
        ? `In ${until.replace(/Tage$/, 'Tagen')} wird es von selbst wieder versucht, um ${timeOfDay(at)}.`
        : 'Versucht es gleich von selbst wieder.'
    },
  },

  help,

  status: {
    draft: 'Nicht fertig',
    active: 'Aktiv',
    syncing: 'Synchronisiert…',
    reauthorize: 'Getrennt',
    error: 'Fehler',
    paused: 'Pausiert',
  },

  connections: {
    title: 'Verbindungen',
    emptyTitle: 'Ihre Daten, in einer eigenen Arbeitsmappe',
    empty: 'Verbinden Sie eine Quelle einmal; ihre Zeilen bleiben in einer Arbeitsmappe auf diesem Computer aktuell.',
    add: 'Verbindung hinzufügen',
    trySample: 'Mit Beispieldaten probieren',
    sampleNote: 'Kein Konto nötig: ein kleiner Übungsanbieter läuft auf diesem Computer.',
    account: 'Konto',
    noAccount: 'Noch kein Konto',
    lastSync: 'Letzte Synchronisierung',
    neverSynced: 'Noch nicht synchronisiert',
    synced: (milliseconds: number) => `Synchronisiert ${ago(milliseconds)}`,
    reconnect: 'Neu verbinden',
    reconnectNamed: (name: string) => `${name} neu verbinden`,
    finish: 'Fertigstellen',
    finishNamed: (name: string) => `Einrichtung fertigstellen: ${name}`,
    open: (name: string) => `Arbeitsmappe von ${name} öffnen`,
    search: 'Verbindung suchen',
    found: (shown: number, all: number) => `${number(shown)} von ${number(all)}`,
    noMatch: (query: string) => `Keine Verbindung passt zu „${query}“.`,
    attention: (count: number) =>
      `${number(count)} ${plural(count, { one: 'Verbindung braucht', other: 'Verbindungen brauchen' })} Ihre Aufmerksamkeit`,
    failedStreams: (failed: number, all: number) => `${number(failed)} von ${streams(all)} gescheitert`,
  },

  connectionMenu: {
    label: (name: string) => `Mehr zu ${name}`,
    rename: 'Umbenennen…',
    pause: 'Pausieren',
    resume: 'Fortsetzen',
    sync: 'Jetzt synchronisieren',
    cancelSync: 'Diese Synchronisierung anhalten',
    openWorkbook: 'Arbeitsmappe öffnen',
    details: 'Zugriff und Details',
    streams: 'Streams auswählen',
    delete: 'Löschen…',
  },

  rename: {
    title: 'Verbindung umbenennen',
    name: 'Name',
    save: 'Umbenennen',
    empty: 'Eine Verbindung braucht einen Namen.',
  },

  remove: {
    title: (name: string) => `${name} löschen?`,
    grant: (connector: string) => `Headwater gibt den Zugriff an ${connector} zurück und vergisst die Tokens.`,
    noGrant: 'Sie wurde nie autorisiert; es gibt keinen Zugriff zurückzugeben.',
    key: (connector: string) => `Headwater vergisst den Schlüssel. Bei ${connector} gilt er weiter, bis Sie ihn dort entfernen.`,
    tables: 'Was geschieht mit den Zeilen?',
    keep: 'Behalten',
    keepSays: (count: number) => `In der Arbeitsmappe bleiben ${rows(count)} und werden nicht mehr aktualisiert.`,
    drop: 'Löschen',
    dropSays: (count: number) => `Gelöscht werden ${rows(count)}. Das lässt sich nicht rückgängig machen.`,
    confirm: 'Verbindung löschen',
  },

  progress: {
    stream: (stream: string, index: number, of: number) => `${stream}, Stream ${number(index)} von ${number(of)}`,
    rows: (count: number, rate: number) => `${rows(count)} · ${number(Math.round(rate))} pro Sekunde`,
    starting: 'Die Synchronisierung beginnt…',
    stop: 'Anhalten',
    pause: 'Pause',
    label: (name: string) => `Synchronisierung von ${name}`,
  },

  catalogue: {
    title: 'Katalog',
    lead: 'Wählen Sie eine Quelle zum Verbinden.',
    search: 'Nach Name, Kategorie oder Inhalt suchen',
    found: (count: number) => `${number(count)} ${plural(count, { one: 'Konnektor', other: 'Konnektoren' })}`,
    none: (query: string) => `Kein Konnektor passt zu „${query}“.`,
    noneFix: 'Versuchen Sie ein anderes Wort, leeren Sie die Suche, um alle zu sehen, oder fügen Sie einen eigenen Konnektor hinzu.',
    how: 'Nachlesen, wie',
    add: 'Konnektor hinzufügen…',
    more: (count: number) => `${number(count)} weitere zeigen`,
    tryOut: (connector: string) => `Streams von ${connector} ausprobieren`,
    clear: 'Suche leeren',
    client: {
      preconfigured: 'Sofort nutzbar',
      own: 'Braucht eigene App',
      registered: 'Sofort nutzbar',
      none: 'Keine App nötig',
    },
    auth: { oAuth: 'Zustimmung im Browser', key: 'Schlüssel' },
    maturity: { verified: 'Erprobt', checked: 'Geprüft', new: 'Neu' },
    maturitySays: {
      verified: 'Läuft in unseren Tests gegen das echte Produkt.',
      checked: 'Geprüft gegen die Spezifikation des Herstellers oder aufgezeichnete Antworten.',
      new: 'Nur nach der Dokumentation des Herstellers geschrieben.',
    },
    connected: (count: number) => `${number(count)} verbunden`,
  },

  palette,
  columns,
  form,
  add,
  author,
  wizard,
  authorize,
  waiting,
  test,
  streams: streamWords,
  recovery,
  schema,
  entity,
  access,
  approval,
  calendar,
  details,
  schedule,
  settings,
  general,
  managed,
  network,
  ledger,
  doctor,
  programs,
  activity,
  appearance,
  about,
  destinations,
  handoff,

  workbook: {
    changes,
    chart,
    columnMenu,
    find,
    functions,
    mistakes,
    ordering,
    profile,
    totals,
    userColumns,
    tabs: 'Tabs',
    tabsBefore: 'Tabs davor',
    tabsAfter: 'Tabs danach',
    rows,
    rowsOf: (shown: number, all: number) => `${number(shown)} von ${rows(all)}`,
    synced: (milliseconds: number) => `Synchronisiert ${ago(milliseconds)}`,
    neverSynced: 'Noch nicht zu Ende gelesen',
    unlinked: 'Wird nicht mehr aktualisiert: die Verbindung wurde gelöscht.',
    from: (connection: string) => `Von ${connection}`,
    search: 'Nur Zeilen mit…',
    addFilter: 'Filter',
    column: 'Spalte',
    condition: 'Bedingung',
    value: 'Wert',
    apply: 'Filter hinzufügen',
    op: {
      contains: 'enthält',
      equals: 'ist',
      notEquals: 'ist nicht',
      greater: 'ist größer als',
      less: 'ist kleiner als',
      empty: 'ist leer',
      notEmpty: 'ist nicht leer',
    },
    filter: (column: string, op: string, value: string) => `${column} ${op} ${value}`.trim(),
    removeFilter: (filter: string) => `Filter entfernen: ${filter}`,
    clearFilters: 'Filter leeren',
    grid: (tab: string) => `Zeilen von ${tab}`,
    rowNumber: 'Zeile',
    rowSign: '#',
    nullCell: 'null',
    emptyCell: 'leer',
    true: 'wahr',
    false: 'falsch',
    keyColumn: (column: string) => `${column}, Teil des Schlüssels`,
    noRowsYet: 'Noch keine Zeilen',
    noRowsSyncing: 'Die ersten Zeilen erscheinen hier, sobald sie gelesen sind.',
    noRows: 'Die Quelle hat in diesem Stream keine Zeilen.',
    noMatch: 'Keine Zeile passt zu den Filtern.',
    selection: (rowCount: number, columnCount: number) =>
      `${rows(rowCount)} × ${number(columnCount)} ${plural(columnCount, { one: 'Spalte', other: 'Spalten' })} ausgewählt`,
    keys: 'Pfeile bewegen, Umschalt wählt aus, Eingabe öffnet eine Zeile, Strg oder Cmd + C kopiert',
    copied: (rowCount: number) => `${rows(rowCount)} kopiert`,
    copiedFirst: (rowCount: number, all: number) => `Die ersten ${number(rowCount)} von ${rows(all)} kopiert`,
    detail: (row: number) => `Zeile ${number(row)}`,
    copyValue: (column: string) => `${column} kopieren`,
    sorted,
    unsorted: 'In der Reihenfolge des Eintreffens',
    missing: 'Diese Arbeitsmappe gibt es nicht mehr',
    missingSays: 'Sie wurde vielleicht mit ihrer Verbindung gelöscht.',
    toConnections: 'Zu den Verbindungen',
    syncNow: 'Jetzt synchronisieren',
    columns: 'Spalten',
    columnsShown: (shown: number, all: number) => `${number(shown)} von ${number(all)} gezeigt`,
    findColumn: 'Spalte suchen',
    moveLeft: (column: string) => `${column} nach links rücken`,
    moveRight: (column: string) => `${column} nach rechts rücken`,
    allColumns: 'Alle zeigen, in ursprünglicher Reihenfolge',
    width: (column: string, pixels: number) => `${column}: ${number(pixels)} Pixel breit`,
    headKeys: 'Eingabe sortiert, Alt + unten öffnet das Menü, Alt + Pfeile ändert die Breite, Strg oder Cmd + Umschalt + Pfeile rückt die Spalte',
    paused: 'Pausiert. „Jetzt synchronisieren“ macht hier weiter.',
    deletedRow: 'an der Quelle gelöscht',
    deleted: (count: number) => `${rows(count)} an der Quelle gelöscht`,
    showDeleted: 'Zeigen',
    hideDeleted: 'Ausblenden',
    dropDeleted: 'Auch hier löschen',
    dropped: (count: number) => `${rows(count)} auch hier gelöscht.`,
    restored: (count: number) => `${rows(count)} zurückgeholt.`,
  },
}
