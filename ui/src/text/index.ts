import { de } from './de'
import { en } from './en'
import { fr } from './fr'
import { type Language, language } from './language'
import { pseudo } from './pseudo'

/** The words of the window. Every language is an object of this type, so that none lacks a word. */
export type Text = typeof en

/** The words in a language. */
export function textIn(wanted: Language): Text {
  switch (wanted) {
    case 'en':
      return en
    case 'fr':
      return fr
    case 'de':
      return de
    case 'pseudo':
      return pseudo(en)
  }
}

/** The words in use. Another language opens the window anew. */
export const text: Text = textIn(language)
