import type { ConnectionView, FaultView, GrantEnd, MissingScope } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { FaultPanel } from '../../parts/FaultPanel'
import { Note } from '../../parts/Note'
import { useNow } from '../../parts/now'
import { text } from '../../text'
import { ApprovalPanel } from './ApprovalPanel'
import { isMissingPermission, useAskGrant } from './ask'

const words = text.access

/** Whether there is anything to say about the connection's grant. */
export const hasNotes = ({ grant, approval }: ConnectionView): boolean =>
  approval !== null || Boolean(grant && (grant.missing.length > 0 || grant.end?.warns))

/** Whether the notes say already what a fault of the connection says: it is not shown twice. */
export function isNoted({ grant, approval }: ConnectionView, fault: FaultView): boolean {
  if (fault.code === 'admin_approval') return approval !== null
  if (fault.code === 'grant_ends') return grant?.end?.warns ?? false
  return isMissingPermission(fault) && (grant?.missing.length ?? 0) > 0
}

/** What to know of a grant in time: an approval that it waits for, permissions that are missing, an end that is near. */
export function GrantNotes({ connection }: { connection: ConnectionView }) {
  const { grant, approval } = connection
  const { ask, isPending, error } = useAskGrant(connection)
  return (
    <>
      {approval && <ApprovalPanel connection={connection} approval={approval} brief />}
      {grant && grant.missing.length > 0 && <Missing missing={grant.missing} busy={isPending} onGrant={ask} />}
      {grant?.end?.warns && <EndNote end={grant.end} busy={isPending} onReconnect={() => ask()} />}
      {error && <FaultPanel fault={error} onAction={() => ask()} />}
    </>
  )
}

type MissingProps = { missing: MissingScope[]; busy: boolean; onGrant: (scopes: string[]) => void }

function Missing({ missing, busy, onGrant }: MissingProps) {
  return (
    <Note
      look="warn"
      icon="key"
      title={words.missingTitle(missing.length)}
      testId="missing-scopes"
      actions={
        <Button
          busy={busy}
          aria-label={words.grantNamed(missing.map(({ says }) => says).join(' '))}
          data-testid="grant-missing"
          onClick={() => onGrant(missing.map(({ scope }) => scope))}
        >
          {words.grant}
        </Button>
      }
    >
      <ul>
        {missing.map(({ scope, says, streams }) => (
          <li key={scope} data-testid={`missing-${scope}`}>
            {says} {streams.length > 0 ? words.missingStreams(streams) : words.missingNone}
          </li>
        ))}
      </ul>
    </Note>
  )
}

function EndNote({ end, busy, onReconnect }: { end: GrantEnd; busy: boolean; onReconnect: () => void }) {
  const now = useNow(60_000)
  return (
    <Note
      look="warn"
      icon="calendar"
      title={words.endTitle(end.at, Date.parse(end.at) - now)}
      testId="grant-end"
      actions={
        <Button busy={busy} data-testid="reconnect-early" onClick={onReconnect}>
          {words.reconnect}
        </Button>
      }
    >
      <p>{end.why}</p>
      <p>{words.endFix}</p>
    </Note>
  )
}
