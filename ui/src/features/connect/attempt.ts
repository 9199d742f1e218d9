import type { AttemptPhase, AttemptView, ConnectionView } from '../../generated/rpc'
import { text } from '../../text'

const words = text.waiting

const RUNS: ReadonlySet<AttemptPhase> = new Set(['waiting', 'exchanging', 'choosing', 'accountDiffers'])
const ASKS: ReadonlySet<AttemptPhase> = new Set(['choosing', 'accountDiffers'])

/** The connection with its attempt, where one runs. */
export type Running = ConnectionView & { attempt: AttemptView }

/** Whether an authorization of this connection runs: the user is in the browser, or has something to decide. */
export const isRunning = (connection: ConnectionView): connection is Running =>
  connection.attempt !== null && RUNS.has(connection.attempt.phase)

/** Whether the authorization waits for an answer in this window. */
export const needsAnswer = ({ attempt }: ConnectionView): boolean => attempt !== null && ASKS.has(attempt.phase)

/** What the user is to do, or what happens, in a few words. */
export function titleOf({ phase, paste, device, choice, grant }: AttemptView): string {
  if (phase === 'choosing') return words.chooseTitle(choice?.title ?? '')
  if (phase === 'accountDiffers') return words.accountTitle
  if (grant === 'clientCredentials') return words.alone
  if (phase === 'exchanging') return words.title
  if (device) return words.deviceTitle
  return paste ? words.pasteTitle : words.title
}
