import type { en } from './en'
import type { FaultWords } from './faults'
import { type Language, language } from './language'

/** The words of the window. Every language is an object of this type, so that none lacks a word. */
export type Text = typeof en

/** All that a language says; faults have words of their own where the engine, which words them in English, does not suffice. */
export type Words = { text: Text; faults?: FaultWords }

/** The words in a language. A window has one, so that each is a file of its own. */
export async function wordsIn(wanted: Language): Promise<Words> {
  switch (wanted) {
    case 'en':
      return { text: (await import('./en')).en }
    case 'fr':
      return import('./fr/all')
    case 'de':
      return import('./de/all')
    case 'pseudo': {
      const { pseudo } = await import('./pseudo')
      return { text: pseudo((await import('./en')).en) }
    }
  }
}

/** The words in use: there from `speak` on, which comes before the first screen is loaded. Another language opens the window anew. */
export let text: Text
/** The faults' words in use; none in English. */
export let faultWords: FaultWords | undefined

/** Loads the words. Modules take theirs out of `text` as they load, so nothing that shows a word may be loaded before. */
export async function speak(wanted: Language = language): Promise<void> {
  const words = await wordsIn(wanted)
  text = words.text
  faultWords = words.faults
}
