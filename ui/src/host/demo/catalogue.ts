import type { ConnectorView } from '../../generated/rpc'

const icon = (colour: string, shape: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" rx="11" fill="${colour}"/><g fill="none" stroke="#fff" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round">${shape}</g></svg>`

/** The demo's icons. */
export const ICONS = {
  sheets: icon('#2f8f5b', '<path d="M13 14h22v20H13zM13 21h22M13 27.5h22M22 14v20"/>'),
  hubspot: icon('#d9623b', '<circle cx="28" cy="27" r="6.5"/><path d="M28 20.5V14M23 23l-8-7M23.5 32l-4 4"/>'),
  shopify: icon('#5f8f2c', '<path d="M14 19h20l-2 16H16zM19 19c0-8 10-8 10 0"/>'),
  reviews: icon('#3f6fb5', '<path d="M13 14h22v15H23l-6 6v-6h-4zM19 22l3.5 3.5L29 19"/>'),
  docusign: icon('#4a5fb0', '<path d="M14 13h14l6 6v16H14zM19 28l3 3 7-7"/>'),
  github: icon(
    '#4b5560',
    '<circle cx="17" cy="15" r="3"/><circle cx="17" cy="33" r="3"/><circle cx="31" cy="19" r="3"/><path d="M17 18v12M31 22c0 5-14 2-14 8"/>',
  ),
  mastodon: icon(
    '#6a5fc0',
    '<path d="M13 17c0-6 22-6 22 0v8c0 6-11 6-16 5M19 26v-6c0-4 5-4 5 0v3m0-3c0-4 5-4 5 0v6"/>',
  ),
  rest: icon('#5b6b78', '<path d="M18 16l-6 8 6 8M30 16l6 8-6 8"/>'),
  slack: icon('#a3477f', '<path d="M20 12v24M28 12v24M12 20h24M12 28h24"/>'),
  xero: icon('#2a8fb3', '<circle cx="24" cy="24" r="11"/><path d="M20 20l8 8M28 20l-8 8"/>'),
  zoom: icon('#3f7fd0', '<path d="M12 18h16v12H12zM28 22l8-4v12l-8-4"/>'),
  sandbox: icon('#8a6bbd', '<path d="M14 30c4-4 7-4 10 0s6 4 10 0M14 22c4-4 7-4 10 0s6 4 10 0"/>'),
}

type Tile = Omit<ConnectorView, 'connected' | 'auth'>

const TILES: Tile[] = [
  {
    id: 'google-sheets',
    name: 'Google Sheets',
    category: 'Spreadsheets',
    summary: 'The sheets of a spreadsheet, one stream each.',
    aliases: ['gsheets', 'drive', 'table'],
    icon: ICONS.sheets,
    client: 'preconfigured',
    maturity: 'checked',
  },
  {
    id: 'hubspot',
    name: 'HubSpot',
    category: 'CRM',
    summary: 'Contacts, companies, deals, tickets and their owners.',
    aliases: ['crm', 'marketing', 'sales'],
    icon: ICONS.hubspot,
    client: 'own',
    maturity: 'checked',
  },
  {
    id: 'review-board',
    name: 'Review Board',
    category: 'Code review',
    summary: 'Review requests, reviews and groups of your own server.',
    aliases: ['reviews', 'code'],
    icon: ICONS.reviews,
    client: 'own',
    maturity: 'verified',
  },
  {
    id: 'sandbox',
    name: 'Sandbox',
    category: 'Practice',
    summary: 'A small practice provider on this computer with believable sample data.',
    aliases: ['sample', 'demo', 'try'],
    icon: ICONS.sandbox,
    client: 'preconfigured',
    maturity: 'verified',
  },
  {
    id: 'docusign',
    name: 'Docusign',
    category: 'Contracts',
    summary: 'Envelopes and their recipients.',
    aliases: ['signature', 'contracts'],
    icon: ICONS.docusign,
    client: 'own',
    maturity: 'new',
  },
  {
    id: 'github',
    name: 'GitHub',
    category: 'Code',
    summary: 'Repositories, issues and pull requests.',
    aliases: ['git', 'issues'],
    icon: ICONS.github,
    client: 'preconfigured',
    maturity: 'new',
  },
  {
    id: 'mastodon',
    name: 'Mastodon',
    category: 'Social',
    summary: 'Posts, followers and notifications of your server.',
    aliases: ['fediverse'],
    icon: ICONS.mastodon,
    client: 'registered',
    maturity: 'new',
  },
  {
    id: 'rest-oauth2',
    name: 'REST with OAuth 2',
    category: 'Generic',
    summary: 'Any service with a REST interface and OAuth 2.',
    aliases: ['custom', 'api', 'generic', 'http'],
    icon: ICONS.rest,
    client: 'own',
    maturity: 'verified',
  },
  {
    id: 'slack',
    name: 'Slack',
    category: 'Messages',
    summary: 'Channels, members and messages.',
    aliases: ['chat'],
    icon: ICONS.slack,
    client: 'own',
    maturity: 'new',
  },
  {
    id: 'xero',
    name: 'Xero',
    category: 'Accounting',
    summary: 'Invoices, contacts and accounts of an organisation.',
    aliases: ['invoices', 'finance'],
    icon: ICONS.xero,
    client: 'own',
    maturity: 'new',
  },
  {
    id: 'zoom',
    name: 'Zoom',
    category: 'Meetings',
    summary: 'Users, meetings and recordings of an account.',
    aliases: ['calls', 'video'],
    icon: ICONS.zoom,
    client: 'own',
    maturity: 'new',
  },
  {
    id: 'shopify',
    name: 'Shopify',
    category: 'Commerce',
    summary: 'Orders, customers and products of a shop.',
    aliases: ['shop', 'store', 'e-commerce', 'orders'],
    icon: ICONS.shopify,
    client: 'own',
    maturity: 'checked',
  },
]

/** The tiles, with how many connections use each. */
export const tiles = (connected: (connector: string) => number): ConnectorView[] =>
  TILES.map((tile) => ({ ...tile, auth: 'oAuth', connected: connected(tile.id) }))

/** A connector's icon. */
export const iconOf = (connector: string): string =>
  TILES.find(({ id }) => id === connector)?.icon ?? ICONS.sandbox

/** A connector's name. */
export const nameOf = (connector: string): string => TILES.find(({ id }) => id === connector)?.name ?? connector
