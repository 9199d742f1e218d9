import type { Mode, StreamView } from '../../generated/rpc'
import { text } from '../../text'

const words = text.streams.reason

/** Why a stream is read as it is: in the mode that is chosen, which may be another than the one that was proposed. */
export function reasonOf({ cursor, modes }: Pick<StreamView, 'cursor' | 'modes'>, mode: Mode): string {
  if (mode === 'incrementalAppendDedupe') return words.changed(cursor)
  if (mode === 'incrementalAppend') return words.added(cursor)
  if (modes.includes('incrementalAppendDedupe')) return words.chosen
  return modes.includes('incrementalAppend') ? words.noKey : words.noCursor
}
