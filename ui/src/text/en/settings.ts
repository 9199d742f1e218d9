import { number, plural, weekday } from '../format'
import { ago } from './units'

/** The words of the settings. */
export const settings = {
  title: 'Settings',
  sections: 'Sections',
  group: { app: 'Headwater', computer: 'This computer', past: 'What happened' },
  section: {
    general: 'General',
    network: 'Network',
    ledger: 'Requests',
    doctor: 'Doctor',
    programs: 'Programs',
    activity: 'Activity',
    appearance: 'Appearance',
    about: 'About',
  },
}

export const network = {
  lead: 'How Headwater reaches providers. It takes effect at once, for everything.',
  proxy: 'Proxy',
  kind: {
    system: 'As the system says',
    direct: 'None',
    explicit: 'This proxy',
    pac: 'Automatic configuration file',
  },
  kindSays: {
    system: 'What the desktop or the environment is set to.',
    direct: 'Requests go straight to the provider.',
    explicit: 'An address that your administrator gave you.',
    pac: 'A PAC file decides for each address.',
  },
  url: 'Proxy address',
  urlExample: 'http://proxy.example.com:3128',
  urlHint: 'A name and password in it go to the keychain and are not shown again.',
  urlShape: 'Write it like http://proxy.example.com:3128. It begins with http://, https:// or socks5://.',
  bypass: 'Reached directly',
  bypassHint: 'Hosts, one per line. A dot in front means everything below.',
  pacUrl: 'Address or path of the PAC file',
  pacExample: 'http://proxy.example.com/proxy.pac',
  trust: 'Certificates',
  caFile: 'Further certificate authorities',
  caHint: 'Path of a PEM file. Needed where the company inspects encrypted traffic.',
  caExample: '/etc/ssl/company-ca.pem',
  certificateFile: 'Certificate of this computer',
  certificateHint: 'Path of a PEM file with the certificate and its key, where servers ask for one.',
  certificateExample: '/etc/ssl/this-computer.pem',
  noEscape: 'Certificates are always verified. There is no switch to skip it.',
  waits: 'Time-outs',
  connect: 'To connect, in seconds',
  read: 'To wait for data, in seconds',
  seconds: 'A whole number from 1 to 300.',
  missing: (label: string) => `${label} is missing.`,
  save: 'Save',
  saved: 'Saved. It takes effect at once.',
  unsaved: 'Not saved yet',
}

export const ledger = {
  lead: 'Where Headwater’s requests went, counted on this computer. It talks to nobody else.',
  host: 'Host',
  requests: 'Requests',
  failed: 'Unanswered',
  last: 'Last',
  lastAt: (milliseconds: number) => ago(milliseconds),
  none: 'No request has been made yet.',
  total: (hosts: number, requests: number) =>
    `${number(requests)} ${plural(requests, { one: 'request', other: 'requests' })} to ${number(hosts)} ${plural(hosts, { one: 'host', other: 'hosts' })}`,
}

export const doctor = {
  lead: 'Looks at what a connection needs on this computer. It changes nothing.',
  subject: 'What to look at',
  whose: 'Check for',
  whoseSays: 'A connector may need more than the computer: its callback port, for example.',
  looked: (count: number) => `${number(count)} ${plural(count, { one: 'thing', other: 'things' })} looked at just now.`,
  all: 'This computer',
  again: 'Check again',
  checking: 'Checking…',
  well: 'Everything is as it should be.',
  ill: (count: number) => `${number(count)} ${plural(count, { one: 'thing needs', other: 'things need' })} you.`,
  rest: (count: number) => `${number(count)} other ${plural(count, { one: 'thing is', other: 'things are' })} fine.`,
  outcome: { passed: 'Fine', failed: 'Needs you', skipped: 'Not checked' },
  here: 'Check this computer',
  hereSays: 'Looks at the port, the browser and the network.',
  hide: 'Hide the check',
}

export const programs = {
  lead: 'Programs on this computer that asked for access tokens with the headwater command.',
  askedAt: (milliseconds: number) => `Asked ${ago(milliseconds)}`,
  of: (connection: string) => `Tokens of ${connection}`,
  waits: 'Waits for you',
  answered: 'Answered',
  allowed: 'Allowed',
  refused: 'Refused',
  allow: 'Allow',
  refuse: 'Refuse',
  allowNamed: (program: string, connection: string) => `Allow ${program} to have tokens of ${connection}`,
  refuseNamed: (program: string, connection: string) => `Refuse ${program} tokens of ${connection}`,
  none: 'No program has asked yet.',
  noneSays:
    'A script gets a token with: headwater token, followed by the connection’s ID. The first time, you are asked here.',
  goneConnection: 'A deleted connection',
  ask: 'A program asks for access',
  question: (program: string, connection: string) => `${program} asks for access tokens of ${connection}.`,
  explain: 'With one it can read what this connection may read, until the token ends. It never gets the renewal token.',
  path: 'Program file',
  more: (count: number) => `${number(count)} more ${plural(count, { one: 'question waits', other: 'questions wait' })}`,
  said: { allow: 'Allowed.', refuse: 'Refused.' },
  later: 'Not now',
}

const sumOf = (count: number, needing: number): string => {
  const entries = `${number(count)} ${plural(count, { one: 'entry', other: 'entries' })}`
  return needing === 0 ? entries : `${entries}, ${number(needing)} for you`
}

export const activity = {
  lead: 'What happened, the newest first. No secret is ever written here.',
  filter: 'Show',
  all: 'All connections',
  app: 'Headwater',
  none: 'Nothing has happened yet.',
  today: 'Today',
  yesterday: 'Yesterday',
  search: 'Find an entry',
  found: (shown: number, all: number) => `${number(shown)} of ${number(all)}`,
  noMatch: 'Nothing that happened matches the search.',
  export: 'Copy as CSV',
  exported: (count: number) =>
    `${number(count)} ${plural(count, { one: 'entry', other: 'entries' })} copied, as a table in CSV.`,
  perDay: 'Per day',
  perDaySays: (days: number, most: number) => `The last ${number(days)} days; at most ${number(most)} on one day`,
  onDay: (at: string, count: number, needing: number) => `${weekday(at)}: ${sumOf(count, needing)}`,
  sum: sumOf,
  needing: 'For you',
  rest: 'All else',
  day: (at: string) => number(new Date(at).getDate()),
  columns: { at: 'Time', connection: 'Connection', what: 'What', says: 'In words' },
}

export const appearance = {
  lead: 'Takes effect at once, on this computer only.',
  language: 'Language',
  window: 'Language of the window',
  system: 'As the system says',
  names: { en: 'English', fr: 'Français', de: 'Deutsch' },
  languageSays: 'The window opens anew. Numbers and dates follow the language. What is being typed is lost.',
  engineSays: 'The guide’s pages, the guides of connectors, and technical reasons within a message are in English.',
  theme: 'Colours',
  motion: 'Motion follows the system: where it asks for less, nothing moves.',
}

export const about = {
  lead: 'Headwater keeps connections alive and brings their rows into workbooks on this computer.',
  version: 'Version',
  data: 'Data folder',
  dataSays: 'The database and the logs. No token and no secret is in it.',
  copy: 'Copy path',
  keychain: 'Keychain',
  licence: 'Licence',
  promise: {
    account: { title: 'No account', says: 'Nothing to sign up for. Your access is yours alone.' },
    server: { title: 'No server of ours', says: 'Requests go from this computer straight to the provider.' },
    telemetry: { title: 'No telemetry', says: 'Nobody is told what you do, not even us.' },
  },
  here: 'On this computer',
  keychainSays: 'Tokens and secrets are kept there and nowhere else.',
  ledgerSays: 'Every request that is made is counted, by host.',
  ledgerLook: 'See the requests',
  works: 'Licences',
  worksOf: (count: number) => `${number(count)} works by others`,
  worksSays: 'Headwater is built with them. Their licence texts and the bill of materials come with the package.',
  worksShow: 'Show the list',
  worksHide: 'Hide the list',
  worksSearch: 'Search by name or licence',
  worksNone: (query: string) => `None matches “${query}”.`,
  licenceSays: 'MIT or Apache-2.0, as you like.',
  updates: 'Updates',
  updatesOff: 'Off. Headwater asks nobody; a new version comes the way this one came.',
  updatesLatest: (host: string) => `This is the latest version, says ${host}.`,
  updatesNewer: (version: string) => `Version ${version} is there.`,
  updatesOpen: 'Open its page',
}
