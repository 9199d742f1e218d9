import { dateTime, day, list, monthOf, number, plural, span, weekday } from '../format'
import { ago } from './units'

/** „in 6 Tagen“: only the days change after „in“ and „seit“. */
const dative = (time: string): string => time.replace(/Tage$/, 'Tagen')

const endsNow = 'Der Zugriff endet jetzt'

/** Die Worte darüber, was eine Zustimmung gab und wann es endet. */
export const access = {
  title: 'Zugriff',
  account: 'Konto',
  unknownAccount: 'Nicht bekannt',
  kind: 'Wie',
  kindOf: {
    clientCredentials: 'Ohne Person (Zugangsdaten der App)',
    authorizationCode: 'Zustimmung im Browser',
    deviceCode: 'Code auf einem anderen Gerät',
  },
  byKey: 'Ein Schlüssel, den Sie eingegeben haben',
  client: 'App',
  clientOf: {
    preconfigured: 'Die App von Headwater',
    own: 'Ihre eigene App',
    registered: 'Von Headwater selbst registriert',
  },
  development: (client: string) => `${client}, für die Entwicklung`,
  permissions: 'Berechtigungen',
  granted: (given: number, asked: number) => `${number(given)} von ${number(asked)} erteilt`,
  allGranted: 'Alle erteilt',
  ends: 'Endet',
  noEnd: 'Kein Ende bekannt',
  endsOn: (at: string, inMilliseconds: number) => {
    const left = span(inMilliseconds)
    return inMilliseconds > 0 && left ? `${day(at)}, in ${dative(left)}` : 'Jetzt'
  },
  renews: 'Token',
  renewable: 'Erneuert sich selbst',
  renewed: (milliseconds: number) => `Erneuert ${ago(milliseconds)}`,
  notRenewable: 'Kann sich nicht erneuern',
  notRenewableUntil: (at: string) => `Kann sich nicht erneuern: gilt bis ${dateTime(at)}`,
  notRenewableSays: 'Der Anbieter gab nichts, womit sich der Zugriff erneuern ließe. Verbinden Sie neu, wenn er geendet hat.',

  missingTitle: (count: number) =>
    `${number(count)} ${plural(count, { one: 'Berechtigung wurde', other: 'Berechtigungen wurden' })} nicht erteilt`,
  missingStreams: (names: string[]) => `Nicht lesbar ohne sie: ${list(names)}.`,
  missingNone: 'Kein Stream braucht sie.',
  grant: 'Erteilen',
  grantNamed: (what: string) => `Erteilen: ${what}`,

  endsNow,
  endTitle: (at: string, inMilliseconds: number) => {
    const left = span(inMilliseconds)
    if (inMilliseconds <= 0 || !left) return endsNow
    return `Der Zugriff endet am ${weekday(at)}, in ${dative(left)}`
  },
  reconnect: 'Neu verbinden',
  endFix: 'Verbinden Sie vorher neu, und nichts steht still. Streams, Tabs und Zeilen bleiben, wie sie sind.',
}

/** Die Worte, solange ein Administrator zustimmen muss. */
export const approval = {
  title: 'Wartet auf einen Administrator',
  says: (connector: string) =>
    `Ihre Organisation lässt nur freigegebene Apps um Zugriff bei ${connector} bitten. Schicken Sie diese Nachricht an die Administratoren; versuchen Sie es nach der Freigabe noch einmal.`,
  message: 'Nachricht für den Administrator',
  copy: 'Nachricht kopieren',
  copied: 'Nachricht kopiert.',
  link: 'Seite, auf der freigegeben wird',
  openLink: 'Seite öffnen',
  linkCopied: 'Adresse kopiert.',
  again: 'Noch einmal versuchen',
  since: (milliseconds: number) => {
    const past = span(milliseconds)
    return past ? `Wartet seit ${dative(past)}` : 'Wartet seit eben'
  },
}

/** Die Worte des Kalenders der Zugriffe. */
export const calendar = {
  title: 'Zugriffskalender',
  lead: 'Wann ein Anbieter wieder um Ihre Zustimmung bitten wird, und was sich von selbst erneuert.',
  due: (count: number) => plural(count, { one: 'Braucht Ihre Aufmerksamkeit', other: 'Brauchen Ihre Aufmerksamkeit' }),
  soon: 'Innerhalb einer Woche',
  later: 'Später',
  open: (count: number) => plural(count, { one: 'Braucht niemanden', other: 'Brauchen niemanden' }),
  openSays: 'Von diesen ist kein Ende bekannt. Beendet ein Anbieter einen Zugriff, sagt Headwater es.',
  count: (count: number) => number(count),
  year: 'Die nächsten zwölf Monate',
  month: (at: string) => monthOf(at, true),
  monthOf: (at: string) => monthOf(at),
  day: (at: string) => number(new Date(at).getDate()),
  ofMonth: (at: string, count: number) =>
    count === 0
      ? `${monthOf(at)}: nichts endet`
      : `${monthOf(at)}: ${number(count)} ${plural(count, { one: 'Zugriff endet', other: 'Zugriffe enden' })}`,
  more: (count: number) => `+${number(count)}`,
  kind: {
    renews: 'Erneuert sich selbst',
    alone: 'Arbeitet ohne eine Person',
    key: 'Ein Schlüssel, der nicht von selbst abläuft',
  },
  look: 'Öffnen',
  none: 'Noch kein Zugriff im Blick',
  noneSays: 'Sobald eine Verbindung ihre Zustimmung hat, sagt diese Seite, wie lange sie gilt.',
  left: (inMilliseconds: number) => {
    const left = span(inMilliseconds)
    return inMilliseconds > 0 && left ? `in ${dative(left)}` : 'jetzt'
  },
}

/** Die Worte der Seite einer Verbindung. */
export const details = {
  back: 'Alle Verbindungen',
  open: 'Arbeitsmappe öffnen',
  scopes: 'Was sie darf',
  scopesNone: 'Der Anbieter nannte keine Berechtigungen.',
  also: 'Außerdem erteilt',
  activity: 'Was zuletzt geschah',
  activityAll: 'Alle Aktivität',
  gone: 'Diese Verbindung gibt es nicht mehr',
  failed: 'Diese Verbindung lässt sich nicht zeigen',
  rows: 'Zeilen',
  next: 'Nächste Synchronisierung',
  byHand: 'Von Hand',
  due: 'Jetzt fällig',
  access: 'Zugriff',
  accessNeeds: 'Braucht Ihre Aufmerksamkeit',
  endsIn: (inMilliseconds: number) => {
    const left = span(inMilliseconds)
    return inMilliseconds > 0 && left ? `Endet in ${dative(left)}` : 'Endet jetzt'
  },
  streams: 'Was sie bringt',
  noStreams: 'Noch ist kein Stream ausgewählt.',
  more: (count: number) => `${number(count)} weitere zeigen`,
  searchStreams: 'Nach dem Namen suchen',
  foundStreams: (found: number, all: number) => `${number(found)} von ${number(all)}`,
  noStream: (query: string) => `Kein Stream hat „${query}“ im Namen.`,
  kept: (keychain: string) => `Die Tokens liegen im Schlüsselbund dieses Computers (${keychain}) und nirgends sonst.`,
  keptKey: (keychain: string) => `Der Schlüssel liegt im Schlüsselbund dieses Computers (${keychain}) und nirgends sonst.`,
  newKey: 'Anderen Schlüssel eingeben',
  manage: 'Diese Verbindung',
  pauseSays: 'Bis es weitergeht, wird nichts synchronisiert. Zeilen und Zugriff bleiben.',
  server: 'Auf einem Server',
  deleteSays: 'Der Zugriff wird zurückgegeben, die Tokens werden vergessen. Nach den Zeilen werden Sie gefragt.',
  deleteKeySays: 'Der Schlüssel wird hier vergessen und gilt an der Quelle weiter. Nach den Zeilen werden Sie gefragt.',
}
