import { expect, it } from 'vitest'

import type { NetworkSettings, ProxyRule } from '../../generated/rpc'
import { fieldOf, fieldTrouble, toForm, toSettings } from './networkForm'

const settings = (proxy: ProxyRule): NetworkSettings => ({
  proxy,
  caFile: '/ca.pem',
  certificateFile: null,
  connectSeconds: 5,
  readSeconds: 60,
})

it.each<ProxyRule>([
  { kind: 'system' },
  { kind: 'direct' },
  { kind: 'explicit', url: 'http://p:3128', bypass: ['.a', 'b'] },
  { kind: 'pac', url: '/etc/proxy.pac' },
])('$kind comes back from the form as it was', (proxy) => {
  expect(toSettings(toForm(settings(proxy))), 'saving what was not touched changes nothing').toEqual(settings(proxy))
})

it.each([
  ['http://proxy.example.com:3128', true],
  ['socks5://127.0.0.1:1080', true],
  ['proxy.example.com:3128', true],
  ['ftp://proxy.example.com', false],
  ['http://', false],
])('the address %s fits: %s', (proxyUrl, fits) => {
  const form = toForm(settings({ kind: 'explicit', url: proxyUrl, bypass: [] }))
  expect(fieldTrouble(form, 'proxyUrl') === null).toBe(fits)
})

it('time-outs are whole seconds', () => {
  const form = { ...toForm(settings({ kind: 'system' })), connect: '0', read: '1.5' }
  expect([fieldTrouble(form, 'connect'), fieldTrouble(form, 'read')], 'neither none nor a part').not.toContain(null)
})

it('finds the field that a refusal is about, by its name or by what is in it', () => {
  const form = toForm(settings({ kind: 'pac', url: '/etc/proxy.pac' }))
  expect(fieldOf({ field: 'The proxy file', reason: '' }, form), 'as the engine calls it').toBe('pacUrl')
  expect(fieldOf({ file: '/ca.pem', reason: '' }, form)).toBe('caFile')
  expect(fieldOf({ reason: 'full' }, form), 'about none').toBeNull()
})
