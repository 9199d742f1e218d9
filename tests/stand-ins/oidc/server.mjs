// A certified OpenID provider (oidc-provider) as a stand-in for one out there: PKCE always, refresh tokens rotate, and
// a refresh token used twice ends its grant. Around it our own consent pages, a paged data API that its access tokens
// open, and `/bench` for the test that started it. Everything lives in memory and on 127.0.0.1.
//
// Environment: PORT (0: any), ACCESS_TTL (seconds, 3600), CLIENT_ID and CLIENT_SECRET (`desk-client`, `desk-secret`),
// ISSUER (its own address; another where it stands behind a proxy), BENCH_TOKEN (what /bench asks for), SIGNER_KEY (a public
// key as a JWK: the client `desk-signer` names itself by signing with it), PUSHED=1 (no authorization request that was not
// pushed). Prints one line of JSON, {"address": …}, when it listens.

import { createHash, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'
import { consentPage, signInPage } from './pages.mjs'
import { store } from './store.mjs'

const { PORT = '0', ACCESS_TTL = '3600', CLIENT_ID = 'desk-client', CLIENT_SECRET = 'desk-secret', ISSUER, BENCH_TOKEN, SIGNER_KEY, PUSHED } = process.env
const NOTES = 240
const PAGE = 50

/** What has happened since the start, for a test to assert. */
const seen = { issued: 0, refreshed: 0, refused: 0, grantsRevoked: 0 }

/** Ids of the grants given and not yet removed. */
const grants = new Set()

const { Adapter, goodRefreshTokens } = store()

/** What all clients have in common. */
const client = {
  client_name: 'Headwater',
  application_type: 'native', // RFC 8252 section 7.3: any port of a loopback redirect
  redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials', 'urn:ietf:params:oauth:grant-type:device_code'],
}

function provider(issuer) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const oidc = new Provider(issuer, {
    adapter: Adapter,
    clients: [
      { ...client, client_id: CLIENT_ID, client_secret: CLIENT_SECRET },
      ...(SIGNER_KEY ? [{ ...client, client_id: 'desk-signer', token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [JSON.parse(SIGNER_KEY)] } }] : []),
    ],
    scopes: ['openid', 'offline_access', 'email', 'profile', 'notes:read'],
    claims: { openid: ['sub'], email: ['email'], profile: ['name'] },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] },
    cookies: { keys: [crypto.randomUUID()] },
    pkce: { required: () => true },
    rotateRefreshToken: () => true,
    ttl: { AccessToken: Number(ACCESS_TTL), ClientCredentials: Number(ACCESS_TTL), DeviceCode: 600, AuthorizationCode: 60, IdToken: 3600, Interaction: 600, Session: 3600, Grant: 86400, RefreshToken: 86400 },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      introspection: { enabled: true },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: Boolean(PUSHED) },
      registration: { enabled: true },
    },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({ sub, name: `${sub[0].toUpperCase()}${sub.slice(1)} of the stand-in`, email: `${sub}@oidc.example` }),
    }),
  })
  oidc.on('grant.success', (ctx) => {
    if (ctx.oidc.params.grant_type === 'refresh_token') seen.refreshed += 1
    else seen.issued += 1
    // Client credentials come without a consent, and so without a grant.
    if (ctx.oidc.entities.Grant) grants.add(ctx.oidc.entities.Grant.jti)
  })
  oidc.on('grant.error', () => { seen.refused += 1 })
  oidc.on('grant.revoked', () => { seen.grantsRevoked += 1 })
  return oidc
}

async function form(request) {
  let text = ''
  for await (const piece of request) text += piece
  return new URLSearchParams(text)
}

function html(response, text) {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(text)
}

function json(response, status, value, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
}

/** `GET /interaction/UID` shows the page that is due; `POST …/sign-in` and `POST …/consent` take the answer. */
async function interaction(oidc, request, response, step) {
  const { uid, prompt, params, session } = await oidc.interactionDetails(request, response)
  if (!step) {
    html(response, prompt.name === 'login' ? signInPage(uid) : consentPage(uid, 'Headwater', params.scope.split(' ')))
    return
  }
  const answer = await form(request)
  const finish = (result) => oidc.interactionFinished(request, response, result, { mergeWithLastSubmission: true })
  if (step === 'sign-in') return finish({ login: { accountId: answer.get('name') || 'ada' } })
  if (answer.get('answer') !== 'allow') {
    return finish({ error: 'access_denied', error_description: 'The user said no.' })
  }
  const grant = new oidc.Grant({ accountId: session.accountId, clientId: params.client_id })
  grant.addOIDCScope(params.scope)
  return finish({ consent: { grantId: await grant.save() } })
}

/** `GET /api/notes?cursor=N`: pages of 50 of 240 notes; `next` is null on the last. */
async function notes(oidc, request, response, query) {
  const bearer = request.headers.authorization?.replace(/^Bearer /, '')
  const token = bearer && (await oidc.AccessToken.find(bearer) ?? await oidc.ClientCredentials.find(bearer))
  if (!token?.isValid) return json(response, 401, { error: 'invalid_token' }, { 'www-authenticate': 'Bearer error="invalid_token"' })
  if (!token.scope?.split(' ').includes('notes:read')) return json(response, 403, { error: 'insufficient_scope' })
  const from = Number(query.get('cursor') ?? 0)
  const until = Math.min(from + PAGE, NOTES)
  const data = Array.from({ length: until - from }, (_, n) => ({
    id: from + n + 1,
    title: `Note ${from + n + 1}`,
    pinned: (from + n) % 7 === 0,
    updated_at: new Date(Date.UTC(2026, 0, 1, from + n)).toISOString(),
  }))
  return json(response, 200, { data, next: until < NOTES ? String(until) : null, total: NOTES })
}

/**
 * `GET /bench`: what was seen. `GET /bench/refresh-tokens`: SHA-256 of each refresh token that would be honoured now.
 * `DELETE /bench/grants`: as if the person had removed the application at the provider.
 */
async function bench(oidc, request, response, path) {
  if (!BENCH_TOKEN || request.headers['bench-token'] !== BENCH_TOKEN) return json(response, 403, {})
  if (request.method === 'DELETE' && path === '/bench/grants') {
    await Promise.all([...grants].map((id) => oidc.Grant.find(id).then((grant) => grant?.destroy())))
    grants.clear()
  }
  if (path === '/bench/refresh-tokens') {
    return json(response, 200, goodRefreshTokens().map((token) => createHash('sha256').update(token).digest('hex')))
  }
  return json(response, 200, seen)
}

const server = createServer()
server.listen(Number(PORT), '127.0.0.1')
await once(server, 'listening')
const address = `http://127.0.0.1:${server.address().port}`
const oidc = provider(ISSUER ?? address)
const standard = oidc.callback()

server.on('request', async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, address)
  const [, place, , step] = pathname.split('/')
  try {
    if (place === 'interaction') await interaction(oidc, request, response, step)
    else if (pathname === '/api/notes') await notes(oidc, request, response, searchParams)
    else if (place === 'bench') await bench(oidc, request, response, pathname)
    else await standard(request, response)
  } catch (error) {
    json(response, 500, { error: error.message })
  }
})
console.log(JSON.stringify({ address }))
