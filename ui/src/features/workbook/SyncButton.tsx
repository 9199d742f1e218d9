import type { Doing } from '../../app/engine'
import type { ConnectionView } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { Button } from '../../parts/Button'
import { StatusMark } from '../../parts/StatusMark'
import { text } from '../../text'

type Props = { connection: ConnectionView; sync: Doing<'sync'> }

/** The state of the connection behind the tab, and *Sync now* where that can work. */
export function SyncButton({ connection: { id, status, state, lastSync }, sync }: Props) {
  const say = useSay()
  const start = () => sync.mutate({ id }, { onError: (fault) => say.aloud(fault.title) })
  return (
    <>
      <StatusMark status={status} testId={`status-${id}`} />
      {status === 'active' && lastSync?.paused && <span data-testid="sync-paused">{text.workbook.paused}</span>}
      {state === 'active' && status !== 'syncing' && (
        <Button icon="refresh" busy={sync.isPending} data-testid="sync-now" onClick={start}>
          {text.workbook.syncNow}
        </Button>
      )}
    </>
  )
}
