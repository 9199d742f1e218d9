import type { AttemptView, ConnectionView } from '../../generated/rpc'

/** Whether the attempt still runs: the user is in the browser, or the code is being exchanged. */
const runs = ({ phase }: AttemptView): boolean => phase === 'waiting' || phase === 'exchanging'

/** The connection with its attempt, where one runs. */
export type Running = ConnectionView & { attempt: AttemptView }

/** Whether an authorization of this connection runs. */
export const isRunning = (connection: ConnectionView): connection is Running =>
  connection.attempt !== null && runs(connection.attempt)
