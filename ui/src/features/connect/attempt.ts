import type { AttemptPhase, AttemptView, ConnectionView } from '../../generated/rpc'

const RUNS: ReadonlySet<AttemptPhase> = new Set(['waiting', 'exchanging', 'choosing', 'accountDiffers'])
const ASKS: ReadonlySet<AttemptPhase> = new Set(['choosing', 'accountDiffers'])

/** The connection with its attempt, where one runs. */
export type Running = ConnectionView & { attempt: AttemptView }

/** Whether an authorization of this connection runs: the user is in the browser, or has something to decide. */
export const isRunning = (connection: ConnectionView): connection is Running =>
  connection.attempt !== null && RUNS.has(connection.attempt.phase)

/** Whether the authorization waits for an answer in this window. */
export const needsAnswer = ({ attempt }: ConnectionView): boolean => attempt !== null && ASKS.has(attempt.phase)
