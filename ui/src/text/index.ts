import { en } from './en'

/** The words of the window. A second language is a second object of this type. */
export type Text = typeof en

/** The words in use. */
export const text: Text = en
