import type { NetworkSettings, ProxyRule } from '../../generated/rpc'
import { text } from '../../text'

const words = text.network

/** A field of the network form. */
export type NetworkField = 'proxyUrl' | 'pacUrl' | 'bypass' | 'caFile' | 'certificateFile' | 'connect' | 'read'
/** Which proxy. */
export type ProxyKind = ProxyRule['kind']

/** The settings while they are typed. What belongs to another kind of proxy stays until it is saved. */
export type NetworkForm = { kind: ProxyKind } & Record<NetworkField, string>

/** The form of kept settings. */
export function toForm({ proxy, caFile, certificateFile, connectSeconds, readSeconds }: NetworkSettings): NetworkForm {
  return {
    kind: proxy.kind,
    proxyUrl: proxy.kind === 'explicit' ? proxy.url : '',
    bypass: proxy.kind === 'explicit' ? proxy.bypass.join('\n') : '',
    pacUrl: proxy.kind === 'pac' ? proxy.url : '',
    caFile: caFile ?? '',
    certificateFile: certificateFile ?? '',
    connect: String(connectSeconds),
    read: String(readSeconds),
  }
}

/** The settings of a filled form. */
export const toSettings = (form: NetworkForm): NetworkSettings => ({
  proxy: toProxy(form),
  caFile: form.caFile.trim() || null,
  certificateFile: form.certificateFile.trim() || null,
  connectSeconds: Number(form.connect),
  readSeconds: Number(form.read),
})

function toProxy({ kind, proxyUrl, bypass, pacUrl }: NetworkForm): ProxyRule {
  switch (kind) {
    case 'explicit':
      return { kind, url: proxyUrl.trim(), bypass: bypass.split(/[\s,]+/).filter(Boolean) }
    case 'pac':
      return { kind, url: pacUrl.trim() }
    case 'system':
    case 'direct':
      return { kind }
  }
}

/** What is wrong with a field, or null. */
export function fieldTrouble({ kind, ...form }: NetworkForm, field: NetworkField): string | null {
  const value = form[field].trim()
  switch (field) {
    case 'proxyUrl':
      if (kind !== 'explicit') return null
      if (!value) return words.missing(words.url)
      return /^((https?|socks5h?):\/\/)?[^\s/]+\/?$/.test(value) ? null : words.urlShape
    case 'pacUrl':
      return kind === 'pac' && !value ? words.missing(words.pacUrl) : null
    case 'connect':
    case 'read':
      return /^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= 300 ? null : words.seconds
    case 'bypass':
    case 'caFile':
    case 'certificateFile':
      return null
  }
}

/** What a refusal of the engine calls a field. */
const NAMED: Record<string, NetworkField> = {
  "The proxy's address": 'proxyUrl',
  'The proxy file': 'pacUrl',
  'The time to connect': 'connect',
  'The time to wait for data': 'read',
}

/** The field that a refusal speaks of: by its name, or by the value that is in it; none where it is about another thing. */
export function fieldOf(values: Record<string, string>, form: NetworkForm): NetworkField | null {
  const named = NAMED[values['field'] ?? '']
  if (named) return named
  const said = new Set(Object.values(values))
  const fields: NetworkField[] = ['caFile', 'certificateFile', 'proxyUrl', 'pacUrl']
  return fields.find((field) => form[field].trim() !== '' && said.has(form[field].trim())) ?? null
}
