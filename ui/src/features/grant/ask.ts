import { useDo } from '../../app/engine'
import type { ConnectionView, FaultView } from '../../generated/rpc'

/**
 * Asks for consent again. Permissions that were declined before and are `wanted` now are asked for as well.
 */
export function useAskGrant({ id, declined }: Pick<ConnectionView, 'id' | 'declined'>) {
  const decline = useDo('decline_scopes')
  const authorize = useDo('authorize')
  const ask = (wanted: string[] = []) => {
    const still = declined.filter((scope) => !wanted.includes(scope))
    if (still.length === declined.length) return authorize.mutate({ id })
    return decline.mutate({ id, scopes: still }, { onSuccess: () => authorize.mutate({ id }) })
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
