import { describe, expect, it } from 'vitest'

import { wordsIn } from '.'
import { LANGUAGES, localeOf } from './language'
import { pseudo } from './pseudo'

const TEXTS = {
  en: (await wordsIn('en')).text,
  fr: (await wordsIn('fr')).text,
  de: (await wordsIn('de')).text,
}

describe('the language', () => {
  it.each([
    [['fr-CA', 'en'], { language: 'fr', locale: 'fr-CA' }],
    [['pt', 'de-AT', 'en'], { language: 'de', locale: 'de-AT' }],
    [['ja'], { language: 'en', locale: 'en' }],
    [[], { language: 'en', locale: 'en' }],
  ])('of a system with %j is the first that the window speaks', (system, expected) => {
    expect(localeOf('system', system), 'with the numbers and dates of its region').toEqual(expected)
  })

  it('that is chosen comes before the system’s', () => {
    expect(localeOf('de', ['fr', 'en']), 'its plain form').toEqual({ language: 'de', locale: 'de' })
    expect(localeOf('de', ['fr', 'de-CH']), 'or the region that the system names').toEqual({
      language: 'de',
      locale: 'de-CH',
    })
  })
})

/** Every message of a catalogue with its path; functions are called with plausible values. */
function messages(words: unknown, path: string): [string, string][] {
  if (typeof words === 'string') return [[path, words]]
  if (typeof words === 'function') return messages(called(words as (...args: unknown[]) => unknown), `${path}()`)
  if (typeof words !== 'object' || words === null) return []
  return Object.entries(words).flatMap(([key, value]) => messages(value, `${path}.${key}`))
}

/** A message takes numbers, texts, moments or lists; what fits is found by trying. */
function called(message: (...args: unknown[]) => unknown): unknown {
  const moment = '2026-11-22T08:00:00Z'
  for (const args of [[3, 4, 5], [moment, 3, 4], [moment, moment], [['a', 'b']], ['amount', 'size', false]]) {
    try {
      const said = message(...args)
      if (said !== undefined && !/undefined|NaN|Invalid/.test(String(said))) return said
    } catch {
      // The next kind of arguments.
    }
  }
  throw new Error(`no arguments fit ${message.toString()}`)
}

// Words that are the same in both languages, names, examples and signs.
const SAME =
  /^(?:Headwater|Name|Code|Token|Tab|App|Proxy|Host|Tabs|Streams?|Filter|Test(?:en)?|Version|Status|Production|Page|Pages?|Type|Configuration|Manifest|Schema|Catalogue|Action|Actions|Condition|Position|Date|null|#|–|English|Français|Deutsch|Client|Certificat|Direct|Callback-URL|Trackly|Connexion|Destination|Notifications|Active)\.?$|https?:|^\/|[{}]|example\.com|^[\d\W]*$|^\d+ (?:actions?|pages?)|^\d+:\d+|code=|^. K$|^\w+\([\w, …]*\)/

describe.each(['fr', 'de'] as const)('%s', (language) => {
  const english = new Map(messages(TEXTS.en, ''))
  const translated = messages(TEXTS[language], '')

  it('has every message', () => {
    expect(translated.map(([path]) => path)).toEqual([...english.keys()])
    expect(
      translated.filter(([path, says]) => says.trim() === '' && english.get(path)?.trim() !== ''),
      'none is empty',
    ).toEqual([])
  })

  it('leaves nothing in English', () => {
    const left = translated.filter(([path, says]) => says === english.get(path) && !SAME.test(says))
    expect(left.filter(([, says]) => says.split(' ').length > 2), 'a sentence that is the same was forgotten').toEqual([])
  })
})

it('every language names itself', () => {
  expect(LANGUAGES.map((language) => TEXTS.en.appearance.names[language])).toEqual(
    LANGUAGES.map((language) => TEXTS[language].appearance.names[language]),
  )
})

it('the pseudo language is longer, in brackets, and keeps values', () => {
  const words = pseudo({ a: 'Save', b: (name: string) => `Delete ${name}?`, c: ['one'], d: null })
  expect(words.a).toMatch(/^⟦Š[aà]v[eé].*~⟧$/)
  expect(words.a.length, '40 % longer at least').toBeGreaterThanOrEqual('Save'.length * 1.4)
  expect(words.b('4711'), 'what is inserted can still be read').toContain('4711')
  expect(words.c[0], 'lists too').toContain('⟦')
})
