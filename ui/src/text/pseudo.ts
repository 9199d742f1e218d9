const LETTERS = new Map([...'aceinosuyACEINOSUY'].map((letter, index) => [letter, 'àçéîñöšûýÀÇÉÎÑÖŠÛÝ'[index] ?? letter]))

/**
 * A catalogue in no language: every message in brackets, with accents, and 40 % longer. A word on a screen without
 * brackets did not come from the catalogue; one that is cut would be cut in a longer language too.
 */
export function pseudo<T>(words: T): T {
  if (typeof words === 'string') return longer(words) as T
  if (typeof words === 'function') return ((...args: unknown[]) => pseudo(words(...args))) as T
  if (Array.isArray(words)) return words.map(pseudo) as T
  if (typeof words !== 'object' || words === null) return words
  return Object.fromEntries(Object.entries(words).map(([key, value]) => [key, pseudo(value)])) as T
}

function longer(words: string): string {
  if (words === '') return words
  const accented = [...words].map((letter) => LETTERS.get(letter) ?? letter).join('')
  return `⟦${accented}${' ~'.repeat(Math.ceil(words.length * 0.2))}⟧`
}
