import type { ConnectorDetail, ConnectorView, ScopeView } from '../../generated/rpc'

const icon = (colour: string, shape: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" rx="11" fill="${colour}"/><g fill="none" stroke="#fff" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round">${shape}</g></svg>`

const ICONS = {
  sheets: icon('#2f8f5b', '<path d="M13 14h22v20H13zM13 21h22M13 27.5h22M22 14v20"/>'),
  hubspot: icon('#d9623b', '<circle cx="28" cy="27" r="6.5"/><path d="M28 20.5V14M23 23l-8-7M23.5 32l-4 4"/>'),
  shopify: icon('#5f8f2c', '<path d="M14 19h20l-2 16H16zM19 19c0-8 10-8 10 0"/>'),
  reviews: icon('#3f6fb5', '<path d="M13 14h22v15H23l-6 6v-6h-4zM19 22l3.5 3.5L29 19"/>'),
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

const SCOPES: ScopeView[] = [
  { scope: 'crm.objects.contacts.read', says: 'Your contacts and their properties.', access: 'read', required: true },
  { scope: 'crm.objects.companies.read', says: 'Your companies.', access: 'read', required: true },
  { scope: 'crm.objects.deals.read', says: 'Your deals, with amounts and stages.', access: 'read', required: true },
  { scope: 'tickets', says: 'Your tickets.', access: 'read', required: false },
  { scope: 'oauth', says: 'Which account you connected.', access: 'identity', required: true },
]

const GUIDE = `# Your own HubSpot app

You need a developer account. It is free, and it may be the account that you use every day.

1. Open the [developer console](https://developers.hubspot.com/) and choose **Create app**.
2. Give the app a name that you will recognise on the consent page, for example **Headwater**.
3. On the **Auth** page, paste the callback URL from this window into **Redirect URLs**. It must be the same to the character.
4. Tick the scopes \`crm.objects.contacts.read\`, \`crm.objects.companies.read\` and \`crm.objects.deals.read\`.
5. Copy **Client ID** and **Client secret** into the fields beside this guide.

## Good to know

- The provider accepts an address without https only for \`localhost\`.
- Nobody else can see the app until you publish it, which you never need to.

Last checked: 2026-11.`

/** The tiles, with how many connections use each. */
export const tiles = (connected: (connector: string) => number): ConnectorView[] =>
  TILES.map((tile) => ({ ...tile, auth: 'oAuth', connected: connected(tile.id) }))

/** A connector's icon. */
export const iconOf = (connector: string): string => TILES.find(({ id }) => id === connector)?.icon ?? ICONS.sandbox

/** A connector's name. */
export const nameOf = (connector: string): string => TILES.find(({ id }) => id === connector)?.name ?? connector

/** All of a connector. */
export function detail(tile: ConnectorView): ConnectorDetail {
  return {
    ...tile,
    guide: GUIDE.replaceAll('HubSpot', tile.name),
    inputs: INPUTS[tile.id] ?? [],
    scopes: SCOPES,
    redirect: {
      uri: 'http://localhost:53682/callback',
      spares: tile.client === 'own' ? ['http://localhost:53683/callback'] : [],
      anyPort: tile.client !== 'own',
      note: 'Register this address, exact to the character.',
    },
    clientFields: {
      secret: 'required',
      idPattern: '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}',
      idExample: '7f1c2b1e-5a0d-4c8e-9b57-0c9f3a2f6d41',
      idHint: 'On the app’s Auth page, under “App credentials”.',
      secretHint: 'On the same page. Choose “Show” first.',
      consoleUrl: 'https://developers.hubspot.com/',
      appType: null,
    },
    destination: DESTINATIONS[tile.id] ?? null,
    entity: tile.id === 'shopify' ? 'Order' : tile.id === 'review-board' ? 'Review' : 'Customer',
  }
}

const DESTINATIONS: Record<string, string> = {
  hubspot: 'app.hubspot.com',
  'google-sheets': 'accounts.google.com',
  sandbox: '127.0.0.1',
}

const plain = { hint: null, default: null, required: true, secret: false, options: [] }

const INPUTS: Record<string, ConnectorDetail['inputs']> = {
  shopify: [
    {
      ...plain,
      name: 'shop',
      title: 'Shop',
      hint: 'The address that ends in myshopify.com.',
      example: 'blue-lake.myshopify.com',
      pattern: '[a-z0-9][a-z0-9-]*\\.myshopify\\.com',
      patternSays: 'A shop’s address looks like blue-lake.myshopify.com.',
    },
  ],
  'review-board': [
    {
      ...plain,
      name: 'server',
      title: 'Server',
      hint: 'Where you open Review Board in the browser.',
      example: 'https://reviews.example.org',
      pattern: 'https?://\\S+',
      patternSays: 'A server’s address begins with https:// or http://.',
    },
  ],
  'google-sheets': [
    {
      ...plain,
      name: 'spreadsheet',
      title: 'Spreadsheet',
      hint: 'The address in the browser, or the ID in it.',
      example: 'https://docs.google.com/spreadsheets/d/1AbC…',
      pattern: null,
      patternSays: null,
    },
  ],
}
