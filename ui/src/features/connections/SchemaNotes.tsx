import { useDo } from '../../app/engine'
import type { ConnectionView, SchemaChange, SyncedStream } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { Note } from '../../parts/Note'
import { text } from '../../text'

const words = text.schema

/** What the source has changed about the connection's streams, or about the one of a tab: what follows, and what there is to decide. */
export function SchemaNotes({ connection, tab }: { connection: ConnectionView; tab?: string }) {
  const changed = connection.streams.filter((stream) => stream.changes.length > 0 && (!tab || stream.tab === tab))
  return changed.map((stream) => <SchemaNote key={stream.name} id={connection.id} stream={stream} />)
}

function SchemaNote({ id, stream: { name, changes } }: { id: string; stream: SyncedStream }) {
  const settle = useDo('settle_schema')
  const decide = (accept: boolean) => settle.mutate({ id, stream: name, accept })
  const [accept, keep] = buttons(changes)
  return (
    <Note
      look="calm"
      icon="flow"
      title={words.title(name)}
      testId={`schema-${name}`}
      actions={
        <>
          {/* Everything stays as it was: the one that is proposed. */}
          {keep && (
            <Button busy={settle.isPending} data-testid={`schema-keep-${name}`} onClick={() => decide(false)}>
              {keep}
            </Button>
          )}
          <Button look="quiet" busy={settle.isPending} data-testid={`schema-accept-${name}`} onClick={() => decide(true)}>
            {accept}
          </Button>
        </>
      }
    >
      {changes.map((change) => (
        <p key={JSON.stringify(change)}>{says(change)}</p>
      ))}
    </Note>
  )
}

/** What accepts, and what keeps, where there is a choice. */
function buttons(changes: SchemaChange[]): [string, string?] {
  if (changes.some(({ kind }) => kind === 'streamGone')) return [words.stopSync, words.keepSync]
  if (changes.some(({ kind }) => kind === 'keyChanged')) return [words.useKey, words.keepKey]
  return [words.noticed]
}

function says(change: SchemaChange): string {
  switch (change.kind) {
    case 'fieldNew':
      return words.fieldNew(change.field)
    case 'fieldGone':
      return words.fieldGone(change.field)
    case 'fieldRetyped':
      return words.fieldRetyped(change.field, change.from, change.to)
    case 'keyChanged':
      return words.keyChanged(change.from, change.to)
    case 'streamGone':
      return words.streamGone
  }
}
