import { describe, expect, it } from 'vitest'

import { type FaultCode, faults } from '../generated/faults'
import type { FaultView } from '../generated/rpc'
import { faults as german } from './de/faults'
import { worded } from './faults'
import { faults as french } from './fr/faults'

const parameters = (texts: readonly string[]): string[] =>
  [...new Set(texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string)))].toSorted()

const CODES = Object.keys(faults) as FaultCode[]

describe.each([
  ['de', german],
  ['fr', french],
] as const)('faults in %s', (_, words) => {
  const { texts, buttons, unsaid, named } = words

  it('has every code, whole', () => {
    expect(Object.keys(texts).toSorted()).toEqual(CODES.toSorted())
    for (const code of CODES) {
      for (const text of texts[code]) expect(text.trim(), code).not.toBe('')
    }
  })

  it.each(CODES)('%s says each value that the English text says, and no other', (code) => {
    const { title, cause, fix } = faults[code]
    expect(parameters(texts[code])).toEqual(parameters([title, cause, fix]))
  })

  it('has a name for each value, for the guide', () => {
    expect(Object.keys(named).toSorted()).toEqual(parameters(CODES.flatMap((code) => texts[code])))
  })

  it('leaves no text and no button in English', () => {
    const same = CODES.filter((code) => {
      const { title, cause, fix } = faults[code]
      return [title, cause, fix].some((text, at) => text === texts[code][at] && !/^\{\w+\}(?:: \{\w+\})?\.?$/.test(text))
    })
    expect(same).toEqual([])
    expect(new Set(Object.keys(buttons))).toEqual(new Set(CODES.map((code) => faults[code].button)))
  })

  it('shows no brace and no name of a value, whatever the engine left out', () => {
    const view: FaultView = {
      code: 'unreachable',
      title: '',
      cause: '',
      fix: '',
      button: null,
      details: '',
      values: {},
      retryAt: null,
      at: '',
    }
    const { title, cause } = worded(view, words)
    expect(title).toMatch(/^(?:Der Anbieter ist|Le fournisseur est)/)
    expect(cause).toBe(`${unsaid['reason']}.`)
    expect(worded({ ...view, values: { provider: 'HubSpot' } }, words).title, 'a host is the provider’s').toMatch(/^HubSpot/)
  })
})
