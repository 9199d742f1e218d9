import { list } from '../format'

/** What a source has changed about its streams. */
export const schema = {
  title: (stream: string) => `The source has changed ${stream}`,
  fieldNew: (field: string) => `New field ${field}: it has a column now.`,
  fieldGone: (field: string) => `The field ${field} is gone: its column and values stay.`,
  fieldRetyped: (field: string, from: string, to: string) =>
    `${field} was ${from} and is ${to}: its column is widened where values do not fit.`,
  keyChanged: (from: string[], to: string[]) =>
    `Rows are known by ${list(from) || 'their content'}, the source now says ${list(to) || 'nothing'}. With the new key, everything is read again.`,
  streamGone: 'The source no longer offers it. The rows stay.',
  noticed: 'Got it',
  useKey: 'Use the new key',
  keepKey: 'Keep the key',
  stopSync: 'Stop syncing it',
  keepSync: 'Keep trying',
}
