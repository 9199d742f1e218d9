import { columns } from './columns'
import { add, author, form } from './adding'
import { changes, find, functions, mistakes, userColumns } from './annotate'
import { authorize, entity, streams as streamWords, test, waiting, wizard } from './connect'
import { number, plural, span, timeOfDay } from '../format'
import { access, approval, calendar, details } from './grant'
import { destinations } from './destinations'
import { handoff } from './handoff'
import { help } from './help'
import { palette } from './palette'
import { recovery } from './recovery'
import { general, schedule } from './schedule'
import { schema } from './schema'
import { about, activity, appearance, doctor, ledger, network, programs, settings } from './settings'
import { chart, columnMenu, ordering, profile, totals } from './summaries'
import { ago, rows, streams } from './units'

/** Every word of the window in English. Anything with a value in it is a function, so that a translator gets whole sentences. */
export const en = {
  app: {
    name: 'Headwater',
    navigation: 'Main',
    connections: 'Connections',
    catalogue: 'Catalogue',
    settings: 'Settings',
    workbooks: 'Workbooks',
    noWorkbooks: 'Appear with your first sync',
    theme: { system: 'System theme', light: 'Light theme', dark: 'Dark theme' },
    version: (version: string) => `Version ${version}`,
    skip: 'Skip to content',
    loading: 'Loading…',
    offline: 'This computer is offline',
    offlineSays: 'Rows that are here can be read. Syncs go on by themselves once the network is back.',
  },

  actions: {
    cancel: 'Cancel',
    close: 'Close',
    undo: 'Undo',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Copying was refused. Select the text and copy it by hand.',
    continue: 'Continue',
    tryAgain: 'Try again',
    clear: 'Clear',
  },

  units: { rows, streams, ago },

  windowError: {
    title: 'Something in the window broke',
    cause: 'The window got an answer that it did not expect. Your connections and rows are untouched.',
    fix: 'Try again. If it stays, copy the details and report them.',
  },

  fault: {
    copyDetails: 'Copy details',
    detailsCopied: 'Details copied. They hold no secrets.',
    readMore: 'Read more',
    retries: (at: string, inMilliseconds: number) => {
      // A wait is rounded up: 1 h 59 min is 2 h to whoever waits.
      const until = span(inMilliseconds + 59_999)
      return until ? `Tries again by itself at ${timeOfDay(at)}, in ${until}.` : 'Tries again by itself in a moment.'
    },
  },

  help,

  status: {
    draft: 'Not finished',
    active: 'Active',
    syncing: 'Syncing',
    reauthorize: 'Reauthorize',
    error: 'Error',
    paused: 'Paused',
  },

  connections: {
    title: 'Connections',
    emptyTitle: 'Your data, in a workbook of your own',
    empty: 'Connect a source once; its rows are kept up to date in a workbook on this computer.',
    add: 'Add connection',
    trySample: 'Try with sample data',
    sampleNote: 'No account needed: a small practice provider runs on this computer.',
    account: 'Account',
    noAccount: 'No account yet',
    lastSync: 'Last sync',
    neverSynced: 'Not synced yet',
    synced: (milliseconds: number) => `Synced ${ago(milliseconds)}`,
    reconnect: 'Reconnect',
    reconnectNamed: (name: string) => `Reconnect ${name}`,
    finish: 'Finish setup',
    finishNamed: (name: string) => `Finish setup of ${name}`,
    open: (name: string) => `Open the workbook of ${name}`,
    search: 'Find a connection',
    found: (shown: number, all: number) => `${number(shown)} of ${number(all)}`,
    noMatch: (query: string) => `No connection matches “${query}”.`,
    attention: (count: number) =>
      `${number(count)} ${plural(count, { one: 'connection needs', other: 'connections need' })} you`,
    failedStreams: (failed: number, all: number) => `${number(failed)} of ${streams(all)} failed`,
  },

  connectionMenu: {
    label: (name: string) => `More for ${name}`,
    rename: 'Rename…',
    pause: 'Pause',
    resume: 'Resume',
    sync: 'Sync now',
    cancelSync: 'Stop this sync',
    openWorkbook: 'Open workbook',
    details: 'Access and details',
    streams: 'Choose streams',
    delete: 'Delete…',
  },

  rename: { title: 'Rename connection', name: 'Name', save: 'Rename', empty: 'A connection needs a name.' },

  remove: {
    title: (name: string) => `Delete ${name}?`,
    grant: (connector: string) => `Headwater gives the access back to ${connector} and forgets the tokens.`,
    noGrant: 'It was never authorized, so there is no access to give back.',
    key: (connector: string) => `Headwater forgets the key. At ${connector} it stays valid until you remove it there.`,
    tables: 'What happens to the rows?',
    keep: 'Keep them',
    keepSays: (count: number) => `${rows(count)} stay in the workbook and are no longer updated.`,
    drop: 'Delete them',
    dropSays: (count: number) => `${rows(count)} go. This cannot be undone.`,
    confirm: 'Delete connection',
  },

  progress: {
    stream: (stream: string, index: number, of: number) => `${stream}, stream ${number(index)} of ${number(of)}`,
    rows: (count: number, rate: number) => `${rows(count)} · ${number(Math.round(rate))} a second`,
    starting: 'Starting the sync…',
    stop: 'Stop',
    pause: 'Pause',
    label: (name: string) => `Sync of ${name}`,
  },

  catalogue: {
    title: 'Catalogue',
    lead: 'Choose a source to connect.',
    search: 'Search by name, category or what it holds',
    found: (count: number) => `${number(count)} ${plural(count, { one: 'connector', other: 'connectors' })}`,
    none: (query: string) => `No connector matches “${query}”.`,
    noneFix: 'Try another word, clear the search to see all of them, or add a connector of your own.',
    how: 'Read how',
    add: 'Add connector…',
    more: (count: number) => `Show ${number(count)} more`,
    tryOut: (connector: string) => `Try out the streams of ${connector}`,
    clear: 'Clear search',
    client: {
      preconfigured: 'Ready to use',
      own: 'Needs your own app',
      registered: 'Ready to use',
      none: 'No app needed',
    },
    auth: { oAuth: 'Consent in the browser', key: 'Keys' },
    maturity: { verified: 'Verified', checked: 'Checked', new: 'New' },
    maturitySays: {
      verified: 'Runs against the real product in our tests.',
      checked: 'Checked against the vendor’s specification or recorded exchanges.',
      new: 'Written from the vendor’s documentation only.',
    },
    connected: (count: number) => `${number(count)} connected`,
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
    tabsBefore: 'Earlier tabs',
    tabsAfter: 'Later tabs',
    rows,
    rowsOf: (shown: number, all: number) => `${number(shown)} of ${rows(all)}`,
    synced: (milliseconds: number) => `Synced ${ago(milliseconds)}`,
    neverSynced: 'Not read to the end yet',
    unlinked: 'No longer updated: its connection was deleted.',
    from: (connection: string) => `From ${connection}`,
    search: 'Rows that contain…',
    addFilter: 'Filter',
    column: 'Column',
    condition: 'Condition',
    value: 'Value',
    apply: 'Add filter',
    op: {
      contains: 'contains',
      equals: 'is',
      notEquals: 'is not',
      greater: 'is greater than',
      less: 'is less than',
      empty: 'is empty',
      notEmpty: 'is not empty',
    },
    filter: (column: string, op: string, value: string) => `${column} ${op} ${value}`.trim(),
    removeFilter: (filter: string) => `Remove filter: ${filter}`,
    clearFilters: 'Clear filters',
    grid: (tab: string) => `Rows of ${tab}`,
    rowNumber: 'Row',
    rowSign: '#',
    nullCell: 'null',
    emptyCell: 'empty',
    true: 'true',
    false: 'false',
    keyColumn: (column: string) => `${column}, part of the key`,
    noRowsYet: 'No rows yet',
    noRowsSyncing: 'The first rows appear here as soon as they are read.',
    noRows: 'The source has no rows in this stream.',
    noMatch: 'No row matches the filters.',
    selection: (rowCount: number, columnCount: number) =>
      `${rows(rowCount)} × ${number(columnCount)} ${plural(columnCount, { one: 'column', other: 'columns' })} selected`,
    keys: 'Arrows move, Shift selects, Enter opens a row, Ctrl or Cmd + C copies',
    copied: (rowCount: number) => `${rows(rowCount)} copied`,
    copiedFirst: (rowCount: number, all: number) => `The first ${number(rowCount)} of ${rows(all)} copied`,
    detail: (row: number) => `Row ${number(row)}`,
    copyValue: (column: string) => `Copy ${column}`,
    sorted: (column: string, descending: boolean) =>
      descending ? `Sorted by ${column}, largest first` : `Sorted by ${column}, smallest first`,
    unsorted: 'In the order of arrival',
    missing: 'This workbook is not there any more',
    missingSays: 'It may have been deleted with its connection.',
    toConnections: 'Go to Connections',
    syncNow: 'Sync now',
    columns: 'Columns',
    columnsShown: (shown: number, all: number) => `${number(shown)} of ${number(all)} shown`,
    findColumn: 'Find a column',
    moveLeft: (column: string) => `Move ${column} to the left`,
    moveRight: (column: string) => `Move ${column} to the right`,
    allColumns: 'Show all, in their own order',
    width: (column: string, pixels: number) => `${column}: ${number(pixels)} pixels wide`,
    headKeys: 'Enter sorts, Alt + down opens the menu, Alt + arrows set the width, Ctrl or Cmd + Shift + arrows move the column',
    paused: 'Paused. Sync now goes on from here.',
    deletedRow: 'gone at the source',
    deleted: (count: number) => `${rows(count)} gone at the source`,
    showDeleted: 'Show',
    hideDeleted: 'Hide',
    dropDeleted: 'Delete them here too',
    dropped: (count: number) => `${rows(count)} deleted here too.`,
    restored: (count: number) => `${rows(count)} brought back.`,
  },
}
