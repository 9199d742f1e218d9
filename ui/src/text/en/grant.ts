import { dateTime, day, list, monthOf, number, plural, span, weekday } from '../format'
import { ago } from './units'

const endsNow = 'The access ends now'

/** The words about what a consent gave and when it ends. */
export const access = {
  title: 'Access',
  account: 'Account',
  unknownAccount: 'Not known',
  kind: 'How',
  kindOf: {
    clientCredentials: 'Without a person (client credentials)',
    authorizationCode: 'Consent in the browser',
    deviceCode: 'Code on another device',
  },
  byKey: 'A key that you entered',
  client: 'App',
  clientOf: { preconfigured: 'Headwater’s app', own: 'Your own app', registered: 'Registered by Headwater itself' },
  development: (client: string) => `${client}, for development`,
  permissions: 'Permissions',
  granted: (given: number, asked: number) => `${number(given)} of ${number(asked)} granted`,
  allGranted: 'All granted',
  ends: 'Ends',
  noEnd: 'No end known',
  endsOn: (at: string, inMilliseconds: number) => {
    const left = span(inMilliseconds)
    return inMilliseconds > 0 && left ? `${day(at)}, in ${left}` : 'Now'
  },
  renews: 'Token',
  renewable: 'Renews itself',
  renewed: (milliseconds: number) => `Renewed ${ago(milliseconds)}`,
  notRenewable: 'Cannot renew itself',
  notRenewableUntil: (at: string) => `Cannot renew itself: works until ${dateTime(at)}`,
  notRenewableSays: 'The provider gave nothing to renew the access with. Reconnect when it has ended.',

  missingTitle: (count: number) =>
    `${number(count)} ${plural(count, { one: 'permission was', other: 'permissions were' })} not given`,
  missingStreams: (names: string[]) => `Without it, ${list(names)} cannot be read.`,
  missingNone: 'No stream needs it.',
  grant: 'Grant',
  grantNamed: (what: string) => `Grant: ${what}`,

  endsNow,
  endTitle: (at: string, inMilliseconds: number) => {
    const left = span(inMilliseconds)
    if (inMilliseconds <= 0 || !left) return endsNow
    return `The access ends on ${weekday(at)}, in ${left}`
  },
  reconnect: 'Reconnect',
  endFix: 'Reconnect before then, and nothing stops. Streams, tabs and rows stay as they are.',
}

/** The words while an administrator has to approve. */
export const approval = {
  title: 'Waiting for an administrator',
  says: (connector: string) =>
    `Your organisation lets only approved apps ask for access at ${connector}. Send this message to whoever administers it; try again once it is approved.`,
  message: 'Message for the administrator',
  copy: 'Copy message',
  copied: 'Message copied.',
  link: 'Page where it is approved',
  openLink: 'Open the page',
  linkCopied: 'Address copied.',
  again: 'Try again',
  since: (milliseconds: number) => {
    const past = span(milliseconds)
    return past ? `Waiting for ${past}` : 'Waiting since just now'
  },
}

/** The words of the calendar of grants. */
export const calendar = {
  title: 'Access calendar',
  lead: 'When a provider will ask for your consent again, and what renews by itself.',
  due: (count: number) => plural(count, { one: 'Needs you now', other: 'Need you now' }),
  soon: 'Within a week',
  later: 'Later',
  open: (count: number) => plural(count, { one: 'Needs nobody', other: 'Need nobody' }),
  openSays: 'No end is known of these. If a provider ends one, Headwater says so.',
  count: (count: number) => number(count),
  year: 'The next twelve months',
  month: (at: string) => monthOf(at, true),
  monthOf: (at: string) => monthOf(at),
  day: (at: string) => number(new Date(at).getDate()),
  ofMonth: (at: string, count: number) =>
    count === 0
      ? `${monthOf(at)}: nothing ends`
      : `${monthOf(at)}: ${number(count)} ${plural(count, { one: 'access ends', other: 'accesses end' })}`,
  more: (count: number) => `+${number(count)}`,
  kind: { renews: 'Renews itself', alone: 'Works without a person', key: 'A key, which does not expire by itself' },
  look: 'Open',
  none: 'No access to watch yet',
  noneSays: 'Once a connection has its consent, this page says how long it lasts.',
  left: (inMilliseconds: number) => {
    const left = span(inMilliseconds)
    return inMilliseconds > 0 && left ? `in ${left}` : 'now'
  },
}

/** The words of a connection's own page. */
export const details = {
  back: 'All connections',
  open: 'Open workbook',
  scopes: 'What it may do',
  scopesNone: 'The provider named no permissions.',
  also: 'Also granted',
  activity: 'What happened lately',
  activityAll: 'All activity',
  gone: 'This connection is not there any more',
  failed: 'This connection cannot be shown',
  rows: 'Rows',
  next: 'Next sync',
  byHand: 'By hand',
  due: 'Due now',
  access: 'Access',
  accessNeeds: 'Needs you',
  endsIn: (inMilliseconds: number) => {
    const left = span(inMilliseconds)
    return inMilliseconds > 0 && left ? `Ends in ${left}` : 'Ends now'
  },
  streams: 'What it brings',
  noStreams: 'No stream is chosen yet.',
  more: (count: number) => `Show ${number(count)} more`,
  searchStreams: 'Search by name',
  foundStreams: (found: number, all: number) => `${number(found)} of ${number(all)}`,
  noStream: (query: string) => `No stream has “${query}” in its name.`,
  kept: (keychain: string) => `The tokens are in the keychain of this computer (${keychain}) and nowhere else.`,
  keptKey: (keychain: string) => `The key is in the keychain of this computer (${keychain}) and nowhere else.`,
  newKey: 'Enter another key',
  manage: 'This connection',
  pauseSays: 'Nothing is synced until it goes on. Rows and access stay.',
  server: 'On a server',
  deleteSays: 'The access is given back and the tokens are forgotten. You are asked about the rows.',
  deleteKeySays: 'The key is forgotten here and stays valid at the source. You are asked about the rows.',
}
