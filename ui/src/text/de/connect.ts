import { day, list, number, plural, stopwatch } from '../format'
import { rows as rowCount, streams as streamCount } from './units'

/** Die Worte des Assistenten. */

export const wizard = {
  steps: 'Einrichtung',
  step: { authorize: 'Autorisieren', test: 'Testen', streams: 'Streams', entity: 'Ziel' },
  position: (index: number, of: number) => `Schritt ${number(index)} von ${number(of)}`,
  leave: 'Speichern und verlassen',
  connected: (connector: string, account: string | null) =>
    account ? `${connector} ist als ${account} verbunden.` : `${connector} ist verbunden.`,
}

export const authorize = {
  title: (connector: string) => `${connector} verbinden`,
  preconfiguredTitle: 'Sofort nutzbar',
  preconfigured: (connector: string) =>
    `Headwater bringt seine eigene App bei ${connector} mit. Es gibt nichts zu registrieren.`,
  ownTitle: 'Braucht eine eigene App',
  own: (connector: string) =>
    `${connector} erreicht man über eine App, die Sie dort registrieren. Die Anleitung zeigt wie; es dauert etwa fünf Minuten.`,
  whichApp: 'Welche App bittet um Zugriff?',
  ourApp: 'Die App von Headwater',
  ourAppSays: 'Ein Klick, geteilt mit anderen Nutzern von Headwater.',
  ownApp: 'Ihre eigene App',
  ownAppSays: 'Eigene Grenzen und Ihr eigener Name auf der Zustimmungsseite.',
  inputs: 'Wo liegen Ihre Daten?',
  credentials: 'Zugangsdaten Ihrer App',
  callback: 'Callback-URL',
  callbackAny: 'Registrieren Sie diese Adresse; der Port darf abweichen.',
  callbackHow: {
    anyPort: '',
    fixedPorts: '',
    relay: 'Der Browser geht zu Ihrer eigenen Adresse, die die Antwort an diesen Computer weitergibt.',
    paste:
      'Dieser Anbieter schickt den Browser zu einer https-Adresse, die vielleicht nicht lädt. Diese Adresse kopieren Sie dann in Headwater.',
  },
  relayOwn: 'Meine eigene https-Adresse gibt die Antwort weiter',
  relay: 'Ihre eigene Callback-URL',
  relayPassesTo: (addresses: string[]) =>
    `Registrieren Sie diese Adresse beim Anbieter. Ihr Tunnel oder Relay muss Anfragen auf diesem Computer weitergeben an ${list(addresses)}; ist ein Port belegt, gilt der nächste.`,
  relayExample: 'https://',
  relayShape: 'Das muss eine ganze Adresse sein, die mit https:// beginnt.',
  spares: 'Weitere Callback-URLs',
  sparesSays:
    'Registrieren Sie auch diese, wenn der Anbieter mehrere nimmt. Headwater nutzt sie, wenn ein anderes Programm den Port der ersten belegt.',
  spare: (index: number) => `Weitere Callback-URL ${number(index)}`,
  copyAddress: (label: string) => `Kopieren: ${label}`,
  clientId: 'Client-ID',
  clientSecret: 'Client-Secret',
  secretKept: 'Ein Secret liegt im Schlüsselbund. Leer lassen, um es zu behalten.',
  secretPlaceholder: 'Secret einfügen',
  secretKeptPlaceholder: 'Liegt im Schlüsselbund',
  secretOptional: 'Nur wenn Ihre App eines hat.',
  reveal: 'Getipptes zeigen',
  conceal: 'Getipptes verbergen',
  example: (example: string) => `Zum Beispiel ${example}`,
  where: 'Wo finde ich das?',
  required: (label: string) => `Es fehlt: ${label}.`,
  clientIdShape: 'Das sieht nicht wie eine Client-ID dieses Anbieters aus.',
  shape: (label: string) => `${label} hat nicht die erwartete Form.`,
  idLooksLikeCallback: 'Das ist die Callback-URL. Die Client-ID kommt vom Anbieter.',
  scopesTitle: 'Was Headwater tun kann',
  access: { read: 'Liest', write: 'Ändert', identity: 'Identität', offline: 'Bleibt verbunden' },
  technical: 'Technische Namen',
  scopesRequired: 'Immer erbeten',
  scopesChosen: 'Freiwillig',
  scopesOptional: 'Freiwillig: wählen Sie ab, was Sie nicht brauchen',
  scopeStreams: (names: string[]) => `Für ${list(names)}`,
  declined: (names: string[]) => `Wird nicht erbeten. Diese Streams sind dann nicht verfügbar: ${list(names)}.`,
  declinedPlain: 'Wird nicht erbeten.',
  readOnly: 'Nichts davon ändert Ihre Daten.',
  tokens: (keychain: string) =>
    `Die Tokens bleiben auf diesem Computer, in seinem Schlüsselbund (${keychain}). Ihr Passwort erreicht Headwater nie.`,
  continueTo: (host: string) => `Weiter zu ${host}`,
  continueToProvider: (connector: string) => `Weiter zu ${connector}`,
  continueKey: 'Weiter',
  continueAlone: 'Verbinden',
  continueDevice: 'Code anfordern',
  way: 'Wie erhält Headwater Zugriff?',
  wayTitle: {
    clientCredentials: 'Ohne Person: Zugangsdaten der App',
    authorizationCode: 'Zustimmung im Browser',
    deviceCode: 'Code auf einem anderen Gerät',
  },
  waySays: {
    clientCredentials: 'Die App fragt im eigenen Namen. Niemand muss sich anmelden, weder jetzt noch später.',
    authorizationCode: 'Sie melden sich beim Anbieter an und erlauben den Zugriff. Die Zeilen sind die, die Sie sehen dürfen.',
    deviceCode: 'Sie geben einen kurzen Code auf einem Telefon oder einem anderen Computer ein.',
  },
  recommended: (way: string) => `${way} (empfohlen)`,
  onlyAlone: 'Die App fragt im eigenen Namen: niemand muss sich anmelden.',
  onlyDevice: 'Sie geben beim Anbieter einen kurzen Code ein, auf diesem oder einem anderen Gerät.',
  registeredTitle: 'Nichts einzugeben',
  registered: (connector: string) => `Headwater registriert sich selbst bei ${connector}, wenn Sie fortfahren.`,
  kind: 'Welche Ihrer Apps?',
  kindTitle: { development: 'Entwicklung', production: 'Produktion' },
  kindSays: {
    development: 'Zum Ausprobieren. Anbieter begrenzen solche Apps: wenige Nutzer, oder Zugriff für einige Tage.',
    production: 'Für den täglichen Gebrauch.',
  },
  importFile: 'JSON-Datei importieren…',
  importGoogle: 'client_secret.json importieren…',
  importSays: 'Statt zu kopieren: die Datei, die die Konsole des Anbieters zum Herunterladen anbietet.',
  imported: 'Die Zugangsdaten sind da. Das Secret ging direkt in den Schlüsselbund.',
  check: 'Zugangsdaten prüfen',
  checkSays: 'Fragt den Anbieter, ob er diese App kennt. Niemand meldet sich an.',
  checking: 'Der Anbieter wird gefragt…',
  checkTitle: {
    passed: 'Die Zugangsdaten stimmen',
    failed: 'Die Zugangsdaten stimmen nicht',
    skipped: 'Der Anbieter sagt es nicht im Voraus',
  },
  key: 'Privater Schlüssel',
  keyPlaceholder: 'Der ganze Text, von -----BEGIN PRIVATE KEY----- bis zum Ende',
  keyKept: 'Ein Schlüssel liegt im Schlüsselbund. Leer lassen, um ihn zu behalten.',
  keyShape: 'Ein privater Schlüssel beginnt mit -----BEGIN … PRIVATE KEY-----.',
  certificate: 'Client-Zertifikat mit seinem Schlüssel',
  certificatePlaceholder: 'Das Zertifikat und sein privater Schlüssel, beide als PEM-Text',
  certificateHint: 'Kommt in den Schlüsselbund. Leer lassen, um das dort liegende zu behalten.',
  certificateShape: 'Es braucht beides: einen Teil, der mit BEGIN CERTIFICATE beginnt, und einen mit PRIVATE KEY.',
  fromFile: 'Aus einer Datei…',
  fromFileNamed: (label: string) => `${label}: aus einer Datei`,
  linesHint: 'Eine Angabe pro Zeile.',
  guide: 'Anleitung',
  openInBrowser: (label: string) => `${label}: öffnet sich in Ihrem Browser`,
  linkCopied: 'Adresse kopiert. Fügen Sie sie in Ihren Browser ein.',
  console: 'Konsole des Anbieters',
  guideChecked: (date: string) => `Zuletzt geprüft: ${day(date)}`,
  appType: (type: string) => `Die richtige Art von App heißt dort „${type}“.`,
}

export const waiting = {
  title: 'Warten auf Ihren Browser',
  says: (host: string) => `Erlauben Sie den Zugriff bei ${host}. Dieses Fenster kommt von selbst zurück.`,
  exchanging: 'Erlaubt. Die Verbindung wird fertiggestellt…',
  notOpenedTitle: 'Der Browser hat sich nicht geöffnet',
  notOpened: 'Kopieren Sie den Link und fügen Sie ihn in Ihren Browser ein. Alles andere geht wie gewohnt.',
  elapsed: (milliseconds: number) => stopwatch(milliseconds),
  elapsedLabel: 'Bisherige Zeit',
  left: (milliseconds: number) => `Der Link gilt noch ${stopwatch(milliseconds)}.`,
  openAgain: 'Noch einmal öffnen',
  copyLink: 'Link kopieren',
  linkCopied: 'Link kopiert. Fügen Sie ihn in Ihren Browser ein.',
  messageCopied: 'Nachricht kopiert. Schicken Sie sie Ihrem Administrator.',
  cancel: 'Abbrechen',
  cancelled: 'Abgebrochen. Es wurde nichts verbunden.',
  link: 'Link zur Zustimmungsseite',
  notices: 'Gesehen und abgewiesen',
  elsewhere: (name: string) => `Wartet auf Ihren Browser: ${name}`,
  elsewhereDecide: (name: string) => `Wartet auf Ihre Antwort: ${name}`,
  alone: 'Zugriff wird erbeten…',
  aloneSays: (host: string) => `Die App fragt ${host} im eigenen Namen. Sie müssen nichts tun.`,

  deviceTitle: 'Geben Sie diesen Code beim Anbieter ein',
  deviceSays: (host: string) =>
    `Öffnen Sie die Seite bei ${host} auf irgendeinem Gerät, melden Sie sich an und geben Sie den Code ein.`,
  code: 'Code',
  copyCode: 'Code kopieren',
  codeCopied: 'Code kopiert.',
  address: 'Seite',
  openPage: 'Die Seite hier öffnen',
  codeLeft: (milliseconds: number) =>
    milliseconds > 0 ? `Der Code gilt noch ${stopwatch(milliseconds)}.` : 'Der Code ist abgelaufen.',
  announceCode: (code: string, address: string) => `Geben Sie den Code ${[...code].join(' ')} auf ${address} ein`,

  pasteTitle: 'Zugriff erlauben, dann die Adresse einfügen',
  pasteSteps: (host: string) => [
    `Erlauben Sie den Zugriff bei ${host}, im Browser.`,
    'Der Browser endet auf einer Seite, die leer sein oder einen Fehler zeigen kann. Das ist zu erwarten.',
    'Kopieren Sie die ganze Adresse oben von dieser Seite und fügen Sie sie hier ein.',
  ],
  pasteField: 'Adresse, bei der der Browser endete',
  pastePlaceholder: (redirect: string) => `${redirect}?code=…`,
  pasteSend: 'Fertigstellen',
  pasteEmpty: 'Fügen Sie zuerst die Adresse ein.',
  pasteNoAddress: 'Das ist keine ganze Webadresse. Kopieren Sie alles, ab http.',
  pasteConsent: 'Das ist die Adresse der Zustimmungsseite. Erlauben Sie dort zuerst den Zugriff, dann kopieren Sie die danach.',
  pasteOther: (redirect: string) => `Die richtige Adresse beginnt mit ${redirect}`,
  pasteNoAnswer: 'Diese Adresse enthält keine Antwort. Kopieren Sie alles, auch was nach dem Fragezeichen kommt.',
  elsewhereTitle: 'Der Browser ist auf einem anderen Computer?',
  elsewhereSays:
    'Öffnen Sie dort den Link und erlauben Sie den Zugriff. Jener Browser endet auf einer Seite, die nicht lädt; kopieren Sie deren Adresse und fügen Sie sie hier ein.',

  chooseTitle: (what: string) => `${what} auswählen`,
  chooseSays:
    'Ihr Konto sieht mehrere. Diese Verbindung liest davon eine Auswahl; für die nächste fügen Sie eine weitere Verbindung hinzu.',
  chooseSearch: 'Suchen',
  chooseCount: (found: number, all: number) => `${number(found)} von ${number(all)}`,
  chooseNone: 'Nichts passt zur Suche.',
  chooseConfirm: 'Diese Auswahl nehmen',
  chooseFirst: 'Wählen Sie zuerst etwas aus.',

  accountTitle: 'Das war ein anderes Konto',
  accountSays: (expected: string, found: string) =>
    `Diese Verbindung gehört ${expected}. Angemeldet haben Sie sich als ${found}. Bisher wurde nichts geändert.`,
  accountDecide: 'Entscheiden…',
  accountLegend: 'Was soll geschehen?',
  accountChoice: {
    replace: (found: string) => `Ersetzen: die Verbindung gehört ab jetzt ${found}`,
    addAsNew: (found: string) => `Hinzufügen: eine zweite Verbindung für ${found}`,
    cancel: (expected: string) => `Abbrechen: bei ${expected} bleiben`,
  },
  accountReplaceSays: (count: number) =>
    `Die nächste Synchronisierung liest alles neu und ersetzt ${rowCount(count)} des alten Kontos.`,
  accountAddSays: (count: number) =>
    `Diese Verbindung mit ${rowCount(count)} bleibt, wie sie ist. Die neue bekommt eigene Tabs.`,
  accountCancelSays: (count: number) =>
    `Der neue Zugriff wird zurückgegeben. Die Daten (${rowCount(count)}) bleiben, wie sie sind; melden Sie sich später mit dem richtigen Konto an.`,
  accountConfirm: {
    replace: 'Konto ersetzen',
    addAsNew: 'Verbindung hinzufügen',
    cancel: 'Alles lassen, wie es ist',
  },
}

export const test = {
  title: 'Verbindung testen',
  running: 'Wird getestet…',
  passed: 'Alles funktioniert.',
  partly: 'Es funktioniert, ohne das, was nicht erlaubt wurde.',
  failed: 'Noch funktioniert nicht alles.',
  again: 'Noch einmal testen',
  account: (account: string) => `Verbunden als ${account}`,
  sameAccount: (name: string) => `Dieses Konto ist schon verbunden, als ${name}`,
  sameAccountSays:
    'Behalten Sie beide, wenn Sie das möchten: Jede Verbindung hat ihre eigenen Zeilen. Sonst verlassen Sie diese und machen dort weiter.',
  openOther: 'Die andere öffnen',
  otherAccount: 'Anderes Konto verwenden',
  quick: 'Jetzt fertigstellen',
  quickSays: (entity: string) => `Jetzt fertigstellen: die empfohlenen Streams kommen in ${entity}.`,
  look: 'Streams auswählen',
  outcome: { passed: 'Bestanden', failed: 'Gescheitert', skipped: 'Übersprungen', running: 'Läuft' },
  check: {
    reach: 'Der Anbieter antwortet',
    token: 'Das Token wird angenommen',
    scopes: 'Die Berechtigungen wurden erteilt',
    read: 'Zeilen lassen sich lesen',
  },
}

export const streams = {
  title: 'Streams auswählen',
  lead: 'Jeder Stream wird ein Tab der Arbeitsmappe.',
  search: 'Streams suchen',
  selected: (ticked: number, all: number) => `${number(ticked)} von ${number(all)}`,
  selectAll: 'Alle auswählen',
  selectFound: (count: number) =>
    plural(count, { one: 'Den gefundenen auswählen', other: `Alle ${number(count)} gefundenen auswählen` }),
  tip: 'Umschalt wählt einen Bereich',
  estimate: {
    all: rowCount,
    about: (count: number) => `etwa ${rowCount(count)}`,
    moreThan: (count: number) => `mehr als ${rowCount(count)}`,
  },
  setMode: 'Alle ausgewählten auf',
  mode: {
    fullRefreshReplace: 'Vollständig, ersetzen',
    fullRefreshAppend: 'Vollständig, anhängen',
    incrementalAppend: 'Inkrementell, anhängen',
    incrementalAppendDedupe: 'Inkrementell, nach Schlüssel zusammenführen',
  },
  modeShort: { full: 'Vollständig', incremental: 'Inkrementell' },
  modeOf: (stream: string) => `Modus von ${stream}`,
  /** Why a stream is read as it is. */
  reason: {
    changed: (cursor: string | null) =>
      cursor
        ? `Gelesen wird nur, was neu oder geändert ist; das sagt „${cursor}“.`
        : 'Gelesen wird nur, was neu oder geändert ist.',
    added: (cursor: string | null) =>
      cursor
        ? `Gelesen wird nur, was neu oder geändert ist; das sagt „${cursor}“. Eine geänderte Zeile steht danach noch einmal da.`
        : 'Gelesen wird nur, was neu oder geändert ist. Eine geänderte Zeile steht danach noch einmal da.',
    chosen: 'Jedes Mal wird alles gelesen, obwohl die Quelle sagt, was sich geändert hat.',
    noKey: 'Ohne Schlüssel lässt sich eine geänderte Zeile nicht wiederfinden: jedes Mal wird alles gelesen.',
    noCursor: 'Die Quelle sagt nicht, was sich geändert hat: jedes Mal wird alles gelesen.',
  },
  modeKept: (names: string[]) => `Anders nicht lesbar, der Modus bleibt: ${list(names)}.`,
  fields: (count: number) => `${number(count)} ${plural(count, { one: 'Feld', other: 'Felder' })}`,
  key: (fields: string[]) => `Schlüssel ${list(fields)}`,
  unavailable: 'Nicht verfügbar',
  grant: 'Erteilen',
  nothing: 'Wählen Sie mindestens einen Stream.',
  none: 'Kein Stream passt zur Suche.',
  continueWith: (count: number) => `Weiter mit ${streamCount(count)}`,
}

export const entity = {
  title: 'Ziel wählen',
  lead: 'Die Zeilen kommen in die Arbeitsmappe einer Entität: der Sache, die sie beschreiben.',
  kind: 'Welche Entität?',
  new: 'Eine neue Entität',
  newSays: 'Bekommt eine eigene Arbeitsmappe.',
  name: 'Name',
  existing: 'Eine vorhandene Entität',
  existingSays: 'Die Streams werden weitere Tabs ihrer Arbeitsmappe.',
  pick: 'Entität',
  option: (name: string, tabs: number) => `${name} (${number(tabs)} ${plural(tabs, { one: 'Tab', other: 'Tabs' })})`,
  nameMissing: 'Die Entität braucht einen Namen.',
  nameTaken: (name: string) => `„${name}“ gibt es schon. Wählen Sie sie aus der Liste oder nehmen Sie einen anderen Namen.`,
  summary: (count: number, name: string) =>
    `${streamCount(count)} in ${name}. Die erste Synchronisierung beginnt sofort.`,
  finish: 'Fertigstellen und synchronisieren',
}
