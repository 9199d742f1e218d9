import { useDo } from '../../app/engine'
import type { ConnectionView, FaultView } from '../../generated/rpc'

/**
 * Asks for consent again. Permissions that were declined before and are `wanted` now are asked for as well. `onBegun` comes
 * once the person is asked.
 */
export function useAskGrant({ id, declined }: Pick<ConnectionView, 'id' | 'declined'>, onBegun?: () => void) {
  const decline = useDo('decline_scopes')
  const authorize = useDo('authorize')
  const ask = (wanted: string[] = []) => {
    const still = declined.filter((scope) => !wanted.includes(scope))
    const begin = () => authorize.mutate({ id }, { onSuccess: () => onBegun?.() })
    if (still.length === declined.length) return begin()
    return decline.mutate({ id, scopes: still }, { onSuccess: begin })
  }
  return {
    ask,
    isPending: decline.isPending || authorize.isPending,
    error: decline.error ?? authorize.error,
  }
}

const MISSING: ReadonlySet<string> = new Set(['scope_missing', 'missing_scope', 'permission_missing'])

/** Whether a fault is about a permission that the consent did not give. */
export const isMissingPermission = ({ code }: FaultView): boolean => MISSING.has(code)
