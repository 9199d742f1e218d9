import { en } from './en'
import { type Language, language } from './language'
import { pseudo } from './pseudo'

/** The words of the window. Every language is an object of this type, so that none lacks a word. */
export type Text = typeof en

const CATALOGUES: Record<Language, () => Text> = { en: () => en, fr: () => en, de: () => en, pseudo: () => pseudo(en) }

/** The words in use. Another language opens the window anew. */
export const text: Text = CATALOGUES[language]()
