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
  cron: fault(
    'input_invalid',
    'The cron expression cannot be used',
    'It has five fields: minute, hour, day, month and weekday, as in 0 8 * * 1-5.',
    'Correct it and try again.',
  ),
  deny: fault(
    'consent_denied',
    'The consent was not given',
    'On the provider’s page somebody chose not to allow access.',
    'Start again and choose Allow. Headwater only reads.',
    { label: 'Start again', action: 'reconnect' },
  ),
  late: fault(
    'consent_timed_out',
    'The consent link expired',
    'No answer came back from Sandbox within 5 minutes.',
    'Start again.',
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
    'missing_scope',
    'A permission for tickets is missing',
    'It was not ticked on the consent page.',
    'Grant it, and allow tickets on the consent page.',
    { label: 'Grant', action: 'grant' },
  ),
  portTaken: fault(
    'port_taken',
    'The callback port is in use',
    'Another program is listening on port 53682, the only port that is registered.',
    'Close the program that uses it, or register another callback URL, then start again.',
    { label: 'Start again', action: 'reconnect' },
  ),
  adminApproval: fault(
    'admin_approval',
    'An administrator has to approve this app',
    'Your organisation lets only approved apps ask for consent.',
    'Send the administrator the message that is ready for it. Once it is approved, start again.',
    { label: 'Copy message', action: 'copyApproval' },
  ),
  pasteRefused: fault(
    'paste_refused',
    'This address belongs to an earlier attempt',
    'Its state is not the one that was sent.',
    'Open the link again, allow access, and paste the new address.',
    { label: 'Copy link', action: 'copyLink' },
  ),
  caMissing: {
    ...fault(
      'network_file',
      '/missing.pem cannot be used',
      'The file is not there.',
      'Correct the file, or choose another under Settings, Network. Until then nothing is sent.',
      { label: 'Try again', action: 'retry' },
    ),
    values: { file: '/missing.pem', reason: 'The file is not there' },
  },
  keychainLocked: fault(
    'keychain_locked',
    'The keychain is locked',
    'It did not open within 20 seconds.',
    'Unlock it with your password, then try again.',
    { label: 'Try again', action: 'retry' },
  ),
  sourceMissing: fault(
    'connector_source',
    'There is no manifest at this place',
    'The file or folder is not there, or the address answered 404.',
    'Check the spelling, or choose the file.',
    { label: 'Try again', action: 'retry' },
  ),
  notAdded: fault(
    'connector_fixed',
    'This connector cannot be removed',
    'It came with Headwater.',
    'Leave it: a connector that nobody uses costs nothing.',
  ),
  diskFull: fault(
    'disk_full',
    'The disk is full',
    'Rows could not be written.',
    'Make room, then try again. Nothing was lost.',
    { label: 'Try again', action: 'retry' },
  ),
  destinationGone: fault(
    'destination_gone',
    'The place of this destination is not there',
    '/media/stick does not exist. The drive may not be connected, or it was moved or deleted.',
    'Bring it back or choose another place, then deliver again. The rows are safe in Headwater.',
    { label: 'Try again', action: 'retry' },
  ),
  destinationSignIn: {
    ...fault(
      'destination_sign_in',
      'db.acme.example refuses the sign-in',
      'It answered: Password authentication failed for user "headwater".',
      'Check the user and enter the password or key again.',
      { label: 'Edit destination', action: 'editDestination' },
    ),
    values: { host: 'db.acme.example', reason: 'Password authentication failed for user "headwater"' },
  },
} satisfies Record<string, FaultView>
