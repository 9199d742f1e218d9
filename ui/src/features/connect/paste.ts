import type { AttemptView } from '../../generated/rpc'
import { text } from '../../text'

const words = text.waiting

/**
 * What is wrong with an address that was pasted for an attempt, or null. The engine checks it in full; this only catches
 * what a person can mend at once: half an address, the consent page's own, another page's.
 */
export function addressTrouble(pasted: string, { redirectUri, url }: AttemptView): string | null {
  if (!pasted.trim()) return words.pasteEmpty
  const address = parse(pasted)
  if (!address) return words.pasteNoAddress
  const consent = parse(url)
  if (consent && address.origin === consent.origin && address.pathname === consent.pathname) return words.pasteConsent
  const redirect = parse(redirectUri)
  if (redirect && (address.host !== redirect.host || address.pathname !== redirect.pathname)) {
    return words.pasteOther(redirectUri)
  }
  return address.search || address.hash ? null : words.pasteNoAnswer
}

function parse(value: string): URL | null {
  try {
    return new URL(value.trim())
  } catch {
    return null
  }
}
