import type { FaultView } from '../generated/rpc'
import { text } from '../text'

/**
 * Makes a fault of whatever was thrown. The engine rejects with a `FaultView` already; anything else is a defect of
 * the window or the shell, and says so instead of showing a raw message in a headline.
 */
export function toFault(error: unknown): FaultView {
  if (isFault(error)) return error
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return {
    code: 'window_error',
    ...text.windowError,
    button: { label: text.actions.tryAgain, action: 'retry' },
    details: said,
    values: {},
    retryAt: null,
    at: new Date().toISOString(),
  }
}

function isFault(error: unknown): error is FaultView {
  return typeof error === 'object' && error !== null && 'code' in error && 'title' in error && 'fix' in error
}
