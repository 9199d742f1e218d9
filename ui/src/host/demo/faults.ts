import type { FaultView } from '../../generated/rpc'

const fault = (
  code: string,
  title: string,
  cause: string,
  fix: string,
  button: FaultView['button'] = null,
): FaultView => ({
  code,
  title,
  cause,
  fix,
  button,
  details: `code: ${code}\nrequest: POST /oauth/token\nanswer: 400`,
  values: {},
  retryAt: null,
  at: new Date().toISOString(),
})

/** Faults as the engine words them, for the demo. */
export const FAULTS = {
  tokenExpired: fault(
    'token_expired',
    'The access to HubSpot has ended',
    'The provider no longer accepts the refresh token: the app was removed there, or it was not used for too long.',
    'Reconnect. Streams, tables and the point where the next sync begins are kept.',
    { label: 'Reconnect', action: 'reconnect' },
  ),
  unreachable: {
    ...fault(
      'provider_unavailable',
      'Shopify does not answer',
      'The server said that it is busy (503).',
      'Nothing to do: Headwater asks again by itself.',
      { label: 'Sync now', action: 'retry' },
    ),
    retryAt: new Date(Date.now() + 4 * 60_000).toISOString(),
  },
  denied: fault(
    'consent_denied',
    'The consent was not given',
    'On the provider’s page somebody chose not to allow access.',
    'Start again and choose Allow. Headwater only reads.',
    { label: 'Start again', action: 'reconnect' },
  ),
  secretWrong: fault(
    'client_rejected',
    'The client secret was not accepted',
    'The provider knows the client ID, but the secret does not belong to it.',
    'Copy the secret again from the provider’s console.',
    { label: 'Edit credentials', action: 'editClient' },
  ),
  scopeMissing: fault(
    'scope_missing',
    'The permission for tickets is missing',
    'It was not ticked on the consent page.',
    'Reconnect and allow tickets as well.',
    { label: 'Reconnect', action: 'reconnect' },
  ),
  keychainLocked: fault(
    'keychain_locked',
    'The keychain is locked',
    'It did not open within 20 seconds.',
    'Unlock it with your password, then try again.',
    { label: 'Try again', action: 'retry' },
  ),
  diskFull: fault(
    'disk_full',
    'The disk is full',
    'Rows could not be written.',
    'Make room, then try again. Nothing was lost.',
    { label: 'Try again', action: 'retry' },
  ),
} satisfies Record<string, FaultView>
