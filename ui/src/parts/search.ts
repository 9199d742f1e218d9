/** Whether a text has every word of a query, in whatever case. */
export function finds(query: string): (said: string) => boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return (said) => {
    const lower = said.toLowerCase()
    return words.every((word) => lower.includes(word))
  }
}

/** Words without accents and case, as a search compares them where people may type them without. */
export const plain = (words: string): string => words.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
