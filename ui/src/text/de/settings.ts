import { number, plural, weekday } from '../format'
import { ago } from './units'

/** Die Worte der Einstellungen. */
export const settings = {
  title: 'Einstellungen',
  sections: 'Abschnitte',
  group: { app: 'Headwater', computer: 'Dieser Computer', past: 'Was geschehen ist' },
  section: {
    general: 'Allgemein',
    network: 'Netzwerk',
    ledger: 'Anfragen',
    doctor: 'Diagnose',
    programs: 'Programme',
    activity: 'Aktivität',
    appearance: 'Darstellung',
    about: 'Über Headwater',
  },
}

export const network = {
  lead: 'Wie Headwater die Anbieter erreicht. Gilt sofort, für alles.',
  proxy: 'Proxy',
  kind: {
    system: 'Wie im System eingestellt',
    direct: 'Keiner',
    explicit: 'Dieser Proxy',
    pac: 'Datei zur automatischen Konfiguration',
  },
  kindSays: {
    system: 'Was der Desktop oder die Umgebung vorgibt.',
    direct: 'Anfragen gehen direkt zum Anbieter.',
    explicit: 'Eine Adresse von Ihrem Administrator.',
    pac: 'Eine PAC-Datei entscheidet für jede Adresse.',
  },
  url: 'Adresse des Proxys',
  urlExample: 'http://proxy.example.com:3128',
  urlHint: 'Name und Passwort darin kommen in den Schlüsselbund und werden nicht mehr gezeigt.',
  urlShape: 'Schreiben Sie sie wie http://proxy.example.com:3128. Sie beginnt mit http://, https:// oder socks5://.',
  bypass: 'Ohne Proxy erreicht',
  bypassHint: 'Hosts, einer pro Zeile. Ein Punkt davor meint alles darunter.',
  pacUrl: 'Adresse oder Pfad der PAC-Datei',
  pacExample: 'http://proxy.example.com/proxy.pac',
  trust: 'Zertifikate',
  caFile: 'Weitere Zertifizierungsstellen',
  caHint: 'Pfad einer PEM-Datei. Nötig, wo die Firma verschlüsselten Verkehr prüft.',
  caExample: '/etc/ssl/company-ca.pem',
  certificateFile: 'Zertifikat dieses Computers',
  certificateHint: 'Pfad einer PEM-Datei mit Zertifikat und Schlüssel, wo Server danach fragen.',
  certificateExample: '/etc/ssl/this-computer.pem',
  noEscape: 'Zertifikate werden immer geprüft. Es gibt keinen Schalter, der das auslässt.',
  waits: 'Zeitgrenzen',
  connect: 'Zum Verbinden, in Sekunden',
  read: 'Zum Warten auf Daten, in Sekunden',
  seconds: 'Eine ganze Zahl von 1 bis 300.',
  missing: (label: string) => `Es fehlt: ${label}.`,
  save: 'Speichern',
  saved: 'Gespeichert. Gilt sofort.',
  unsaved: 'Noch nicht gespeichert',
}

export const ledger = {
  lead: 'Wohin Headwaters Anfragen gingen, gezählt auf diesem Computer. Mit sonst niemandem spricht es.',
  host: 'Host',
  requests: 'Anfragen',
  failed: 'Unbeantwortet',
  last: 'Letzte',
  lastAt: (milliseconds: number) => ago(milliseconds),
  none: 'Noch wurde nichts angefragt.',
  total: (hosts: number, requests: number) =>
    `${number(requests)} ${plural(requests, { one: 'Anfrage', other: 'Anfragen' })} an ${number(hosts)} ${plural(hosts, { one: 'Host', other: 'Hosts' })}`,
}

export const doctor = {
  lead: 'Sieht nach, was eine Verbindung auf diesem Computer braucht. Ändert nichts.',
  subject: 'Was geprüft wird',
  whose: 'Prüfen für',
  whoseSays: 'Ein Konnektor kann mehr brauchen als der Computer, zum Beispiel seinen Callback-Port.',
  looked: (count: number) => `${number(count)} ${plural(count, { one: 'Punkt', other: 'Punkte' })} eben geprüft.`,
  all: 'Diesen Computer',
  again: 'Noch einmal prüfen',
  checking: 'Wird geprüft…',
  well: 'Alles ist, wie es sein soll.',
  ill: (count: number) => `${number(count)} ${plural(count, { one: 'Punkt braucht', other: 'Punkte brauchen' })} Ihre Aufmerksamkeit.`,
  rest: (count: number) =>
    `${number(count)} ${plural(count, { one: 'weiterer Punkt ist', other: 'weitere Punkte sind' })} in Ordnung.`,
  outcome: { passed: 'In Ordnung', failed: 'Zu erledigen', skipped: 'Nicht geprüft' },
  here: 'Diesen Computer prüfen',
  hereSays: 'Sieht nach Port, Browser und Netzwerk.',
  hide: 'Prüfung ausblenden',
}

export const programs = {
  lead: 'Programme auf diesem Computer, die mit dem Befehl headwater nach Zugriffstokens gefragt haben.',
  askedAt: (milliseconds: number) => `Gefragt ${ago(milliseconds)}`,
  of: (connection: string) => `Tokens von ${connection}`,
  waits: 'Wartet auf Sie',
  answered: 'Beantwortet',
  allowed: 'Erlaubt',
  refused: 'Abgelehnt',
  allow: 'Erlauben',
  refuse: 'Ablehnen',
  allowNamed: (program: string, connection: string) => `Tokens von ${connection} für ${program} erlauben`,
  refuseNamed: (program: string, connection: string) => `Tokens von ${connection} für ${program} ablehnen`,
  none: 'Noch hat kein Programm gefragt.',
  noneSays:
    'Ein Skript bekommt ein Token mit: headwater token, gefolgt von der ID der Verbindung. Beim ersten Mal werden Sie hier gefragt.',
  goneConnection: 'Eine gelöschte Verbindung',
  ask: 'Ein Programm bittet um Zugriff',
  question: (program: string, connection: string) => `${program} bittet um Zugriffstokens von ${connection}.`,
  explain:
    'Damit kann es lesen, was diese Verbindung lesen darf, bis das Token endet. Das Erneuerungstoken bekommt es nie.',
  path: 'Programmdatei',
  more: (count: number) =>
    `${number(count)} ${plural(count, { one: 'weitere Frage wartet', other: 'weitere Fragen warten' })}`,
  said: { allow: 'Erlaubt.', refuse: 'Abgelehnt.' },
  later: 'Nicht jetzt',
}

const sumOf = (count: number, needing: number): string => {
  const entries = `${number(count)} ${plural(count, { one: 'Eintrag', other: 'Einträge' })}`
  return needing === 0 ? entries : `${entries}, davon ${number(needing)} für Sie`
}

export const activity = {
  lead: 'Was geschehen ist, das Neueste zuerst. Hier steht nie ein Geheimnis.',
  filter: 'Zeigen',
  all: 'Alle Verbindungen',
  app: 'Headwater',
  none: 'Noch ist nichts geschehen.',
  today: 'Heute',
  yesterday: 'Gestern',
  search: 'Eintrag suchen',
  found: (shown: number, all: number) => `${number(shown)} von ${number(all)}`,
  noMatch: 'Kein Eintrag passt zur Suche.',
  export: 'Als CSV kopieren',
  exported: (count: number) =>
    `${number(count)} ${plural(count, { one: 'Eintrag', other: 'Einträge' })} kopiert, als Tabelle in CSV.`,
  perDay: 'Pro Tag',
  perDaySays: (days: number, most: number) => `Die letzten ${number(days)} Tage; höchstens ${number(most)} an einem Tag`,
  onDay: (at: string, count: number, needing: number) => `${weekday(at)}: ${sumOf(count, needing)}`,
  sum: sumOf,
  needing: 'Für Sie',
  rest: 'Alles andere',
  day: (at: string) => number(new Date(at).getDate()),
  columns: { at: 'Zeit', connection: 'Verbindung', what: 'Was', says: 'In Worten' },
}

export const appearance = {
  lead: 'Gilt sofort, nur auf diesem Computer.',
  language: 'Sprache',
  window: 'Sprache des Fensters',
  system: 'Wie im System eingestellt',
  names: { en: 'English', fr: 'Français', de: 'Deutsch' },
  languageSays: 'Das Fenster öffnet sich neu. Zahlen und Daten folgen der Sprache. Was gerade getippt wird, geht verloren.',
  engineSays: 'Die Seiten der Hilfe, die Anleitungen der Konnektoren und technische Gründe in einer Meldung sind auf Englisch.',
  theme: 'Farben',
  motion: 'Bewegung folgt dem System: wo es weniger will, bewegt sich nichts.',
}

export const about = {
  lead: 'Headwater hält Verbindungen am Leben und bringt ihre Zeilen in Arbeitsmappen auf diesem Computer.',
  version: 'Version',
  data: 'Datenordner',
  dataSays: 'Die Datenbank und die Protokolle. Kein Token und kein Geheimnis liegt darin.',
  copy: 'Pfad kopieren',
  keychain: 'Schlüsselbund',
  licence: 'Lizenz',
  promise: {
    account: { title: 'Kein Konto', says: 'Keine Anmeldung. Ihre Zugriffe gehören nur Ihnen.' },
    server: { title: 'Kein Server von uns', says: 'Anfragen gehen von diesem Computer direkt zum Anbieter.' },
    telemetry: { title: 'Keine Telemetrie', says: 'Niemand erfährt, was Sie tun, auch wir nicht.' },
  },
  here: 'Auf diesem Computer',
  keychainSays: 'Dort und nirgends sonst liegen Tokens und Geheimnisse.',
  ledgerSays: 'Jede Anfrage wird gezählt, nach Host.',
  ledgerLook: 'Anfragen ansehen',
  works: 'Lizenzen',
  worksOf: (count: number) => `${number(count)} Werke anderer`,
  worksSays: 'Headwater ist mit ihnen gebaut. Ihre Lizenztexte und die Stückliste liegen dem Paket bei.',
  worksShow: 'Liste zeigen',
  worksHide: 'Liste ausblenden',
  worksSearch: 'Nach Name oder Lizenz suchen',
  worksNone: (query: string) => `Keines passt zu „${query}“.`,
  licenceSays: 'MIT oder Apache-2.0, wie Sie möchten.',
  updates: 'Aktualisierungen',
  updatesOff: 'Aus. Headwater fragt niemanden; eine neue Version kommt auf dem Weg, auf dem diese kam.',
  updatesLatest: (host: string) => `Dies ist die neueste Version, sagt ${host}.`,
  updatesNewer: (version: string) => `Version ${version} ist da.`,
  updatesOpen: 'Seite öffnen',
}
