// oauth2-mock-server as a provider that is right by itself and wrong where a test says so. A second port takes what is
// wrong: `PUT /` with {status, fields, without, claims, userinfo}, and `GET /` gives the token requests since then.
// Prints one line of JSON, {"address": …, "bench": …}, when both listen.

import { once } from 'node:events'
import { createServer } from 'node:http'
import { OAuth2Server } from 'oauth2-mock-server'

const provider = new OAuth2Server()
await provider.issuer.keys.generate('RS256')
await provider.start(0, '127.0.0.1')
const address = `http://127.0.0.1:${provider.address().port}`
provider.issuer.url = address

let odd = {}
let asked = []

provider.service.on('beforeTokenSigning', (token) => Object.assign(token.payload, odd.claims))
provider.service.on('beforeUserinfo', (answer) => Object.assign(answer.body, odd.userinfo))
provider.service.on('beforeResponse', (answer, request) => {
  asked.push({ authorization: request.headers.authorization ?? null, ...request.body })
  answer.statusCode = odd.status ?? 200
  Object.assign(answer.body, odd.fields)
  for (const name of odd.without ?? []) delete answer.body[name]
})

const bench = createServer(async (request, response) => {
  if (request.method === 'PUT') {
    let text = ''
    for await (const piece of request) text += piece
    odd = JSON.parse(text)
    asked = []
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(asked))
})
bench.listen(0, '127.0.0.1')
await once(bench, 'listening')
console.log(JSON.stringify({ address, bench: `http://127.0.0.1:${bench.address().port}` }))
