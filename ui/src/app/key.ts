import type { ConnectionView } from '../generated/rpc'

/**
 * Whether a connection signs its requests with a key that was entered: it came past the first step, and nobody ever
 * consented. There is nothing to renew, to reconnect or to give back; another key is entered where the first one was.
 */
export const signsWithKey = ({ grant, step, state }: Pick<ConnectionView, 'grant' | 'step' | 'state'>): boolean =>
  !grant && step !== 'authorize' && state !== 'reauthorize'
