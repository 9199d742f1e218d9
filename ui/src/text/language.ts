/** The languages that the window speaks, by the tag of BCP 47. `pseudo` is for tests: longer, and nobody's. */
export const LANGUAGES = ['en', 'fr', 'de'] as const
/** A language of the window. */
export type Language = (typeof LANGUAGES)[number] | 'pseudo'
/** What a user may choose: the system's, or one of them. */
export type LanguageChoice = 'system' | Language

const KEY = 'language'
const KNOWN: readonly Language[] = [...LANGUAGES, 'pseudo']

/** What was chosen. */
export function languageChoice(): LanguageChoice {
  const kept = localStorage.getItem(KEY)
  return KNOWN.find((language) => language === kept) ?? 'system'
}

/** Keeps a choice and opens the window anew: every word is decided when the window opens. */
export function chooseLanguage(choice: LanguageChoice): void {
  if (choice === 'system') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, choice)
  window.location.reload()
}

/** The locale of numbers and dates: the system's own where it is of the language in use, for example `fr-CA`. */
export function localeOf(choice: LanguageChoice, system: readonly string[]): { language: Language; locale: string } {
  if (choice === 'pseudo') return { language: choice, locale: 'en' }
  const wanted = choice === 'system' ? system : [...system.filter((tag) => isOf(tag, choice)), choice]
  for (const tag of wanted) {
    const language = LANGUAGES.find((known) => isOf(tag, known))
    if (language) return { language, locale: tag }
  }
  return { language: 'en', locale: 'en' }
}

const isOf = (tag: string, language: string): boolean => tag.toLowerCase().split('-')[0] === language

/** The language in use and its locale. */
export const { language, locale } = localeOf(languageChoice(), navigator.languages)
