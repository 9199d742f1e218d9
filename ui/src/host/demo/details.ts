import type {
  ClientFields,
  ConnectorDetail,
  ConnectorView,
  GrantKind,
  InputView,
  RedirectView,
  ScopeView,
} from '../../generated/rpc'

const read = (scope: string, says: string, streams: string[], required = true): ScopeView => ({
  scope,
  says,
  access: 'read',
  required,
  streams,
})

/** What every demo connector asks for. */
export const SCOPES: ScopeView[] = [
  read('crm.objects.contacts.read', 'Your contacts and their properties.', ['contacts', 'owners']),
  read('crm.objects.companies.read', 'Your companies.', ['companies']),
  read('crm.objects.deals.read', 'Your deals, with amounts and stages.', ['deals', 'pipelines']),
  { scope: 'oauth', says: 'Which account you connected.', access: 'identity', required: true, streams: [] },
  read('tickets', 'Your tickets.', ['tickets'], false),
  read('e-commerce', 'Your orders and their lines.', ['orders'], false),
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
- Nobody else can see the app until you publish it, which you never need to.`

/** All of a connector. */
export function detail(tile: ConnectorView): ConnectorDetail {
  const { id, client } = tile
  return {
    ...tile,
    guide: GUIDE.replaceAll('HubSpot', tile.name),
    guideChecked: '2026-11-09',
    grants: tile.auth === 'key' ? [] : (GRANTS[id] ?? ['authorizationCode']),
    inputs: INPUTS[id] ?? [],
    scopes: tile.auth === 'key' ? [] : SCOPES,
    redirect: tile.auth === 'key' ? null : (REDIRECTS[id] ?? (client === 'own' ? FIXED : ANY_PORT)),
    clientFields: client === 'registered' || client === 'none' ? null : { ...FIELDS, ...MORE_FIELDS[id] },
    destination: DESTINATIONS[id] ?? null,
    entity: id === 'shopify' ? 'Order' : id === 'review-board' ? 'Review' : 'Customer',
  }
}

const GRANTS: Record<string, GrantKind[]> = {
  zoom: ['clientCredentials', 'authorizationCode'],
  github: ['authorizationCode', 'deviceCode'],
  'rest-oauth2': ['authorizationCode', 'clientCredentials', 'deviceCode'],
}

const FIXED: RedirectView = {
  uri: 'http://localhost:53682/callback',
  relayPorts: [53682, 53683, 53684],
  spares: ['http://localhost:53683/callback', 'http://localhost:53684/callback'],
  kind: 'fixedPorts',
  anyPort: false,
  note: 'Register this address, exact to the character.',
}

const ANY_PORT: RedirectView = {
  uri: 'http://127.0.0.1/callback',
  relayPorts: [17390, 22390, 27390],
  spares: [],
  kind: 'anyPort',
  anyPort: true,
  note: 'Register this address; the port may differ.',
}

const REDIRECTS: Record<string, RedirectView> = {
  slack: { ...FIXED, uri: 'https://example.com/oauth/callback', spares: [], kind: 'paste' },
  shopify: { ...FIXED, uri: 'https://relay.example.com/headwater', spares: [], kind: 'relay' },
}

const FIELDS: ClientFields = {
  secret: 'required',
  key: false,
  certificate: false,
  idPattern: '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  idExample: '7f1c2b1e-5a0d-4c8e-9b57-0c9f3a2f6d41',
  idHint: 'On the app’s Auth page, under “App credentials”.',
  secretHint: 'On the same page. Choose “Show” first.',
  consoleUrl: 'https://developers.hubspot.com/',
  appType: null,
}

const MORE_FIELDS: Record<string, Partial<ClientFields>> = {
  docusign: { key: true, certificate: true, secretHint: 'Under “Service integration”. Choose “Generate RSA”.' },
  'google-sheets': { consoleUrl: 'https://console.cloud.google.com/apis/credentials', appType: 'Desktop app' },
  'rest-oauth2': { idPattern: null, consoleUrl: null, secret: 'optional' },
}

const DESTINATIONS: Record<string, string> = {
  hubspot: 'app.hubspot.com',
  'google-sheets': 'accounts.google.com',
  github: 'github.com',
  sandbox: '127.0.0.1',
  slack: 'slack.com',
  xero: 'login.xero.com',
}

const plain: Omit<InputView, 'name' | 'title'> = {
  hint: null,
  example: null,
  pattern: null,
  patternSays: null,
  default: null,
  required: true,
  secret: false,
  lines: false,
  options: [],
}

const address = { pattern: 'https?://\\S+', patternSays: 'An address begins with https:// or http://.' }

/** What the demo's connectors ask for. */
export const INPUTS: Record<string, InputView[]> = {
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
    },
  ],
  mastodon: [{ ...plain, ...address, name: 'server', title: 'Server', example: 'https://social.example' }],
  'rest-oauth2': [
    { ...plain, name: 'name', title: 'Name', example: 'Warehouse' },
    { ...plain, ...address, name: 'url', title: 'Base address', example: 'https://api.example.com/v1' },
    { ...plain, ...address, name: 'authorize_url', title: 'Authorize address', required: false },
    { ...plain, ...address, name: 'token_url', title: 'Token address', example: 'https://api.example.com/oauth/token' },
    {
      ...plain,
      name: 'scopes',
      title: 'Scopes',
      required: false,
      hint: 'Separated by blanks.',
      example: 'read orders',
    },
    { ...plain, name: 'test_path', title: 'Request to test with', example: '/me' },
    {
      ...plain,
      name: 'paths',
      title: 'Streams',
      hint: 'One path per line. Each becomes a stream.',
      example: '/contacts',
      lines: true,
      default: '/contacts\norders = /v1/orders?status=open',
    },
  ],
}
