import { screen } from '@testing-library/react'
import { expect, it, vi } from 'vitest'

import { SCENES } from '../test/scenes'
import { openWindow } from '../test/window'

// Every word is decided when the modules are loaded.
await vi.hoisted(async () => {
  const { speak } = await import('../text')
  await speak('pseudo')
})

/** All texts that the engine gave, in one. */
const given = (answers: unknown[]): string =>
  JSON.stringify(answers).replaceAll('\\"', '"').replaceAll(/(?:\\n|\s)+/g, ' ')

/** What `Intl` makes: dates with a month's name, and lists. Both are in the language of the locale. */
const DATE = /^(?:\p{L}+, )?\p{L}+ \d{1,2}(?:, \d{4}.*)?$/u
const parts = (text: string): string[] => text.split(/, and |, | and /)

/** Texts of the document, and those that only a screen reader says. */
function said(): string[] {
  const texts: string[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement?.closest('pre, textarea, code, [lang=en]')) texts.push(node.textContent ?? '')
  }
  const named = document.querySelectorAll('[aria-label], [title], [placeholder]')
  for (const element of named) {
    texts.push(...['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''))
  }
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim())
}

it.each(SCENES.filter(({ tall }) => !tall))('$name: every word is the catalogue’s or the engine’s', async ({ route, options, ready, act }) => {
  const { user, answers } = openWindow(options ?? {}, route)
  await act?.(user)
  await screen.findAllByTestId(ready)
  const known = given(answers)
  const own = said().filter(
    (text) =>
      /\p{L}{2}/u.test(text) &&
      !/[⟦⟧]/.test(text) &&
      !DATE.test(text) &&
      !known.includes(text) &&
      !parts(text).every((part) => known.includes(part)),
  )
  expect([...new Set(own)], 'a word of its own would stay English in every language').toEqual([])
})
