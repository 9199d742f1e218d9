import { useEffect, useRef } from 'react'

import { useFaultAction } from '../../app/faultAction'
import type { ConnectionView, FaultView } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { FaultPanel } from '../../parts/FaultPanel'
import { ApprovalPanel } from '../grant/ApprovalPanel'
import { isNoted } from '../grant/GrantNotes'
import { DoctorOnDemand } from '../settings/DoctorOnDemand'

/** What this computer may be the cause of: the doctor can tell. Codes begin so. */
const LOCAL = /^(port|redirect|browser|consent_timed_out|address)/

type Props = { connection: ConnectionView; fault: FaultView | null; retry: () => void }

/** Why the last try ended, with what mends it; or the administrator that it waits for. */
export function AuthorizeTrouble({ connection, fault, retry }: Props) {
  const act = useFaultAction(connection, retry)
  const say = useSay()
  const { approval, attempt, trouble, connector } = connection
  const last = fault ?? attempt?.fault ?? trouble
  const shown = last && isNoted(connection, last) ? null : last
  const title = shown?.title
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!title) return
    panel.current?.scrollIntoView?.({ block: 'nearest' })
    say.quietly(title)
  }, [title, say])
  // The form is this screen, so *Reconnect* means to send it.
  return (
    <>
      {shown && (
        <div ref={panel}>
          <FaultPanel fault={shown} onAction={(action) => (action === 'reconnect' ? retry() : act(action))} />
          {LOCAL.test(shown.code) && <DoctorOnDemand connector={connector} onAction={act} />}
        </div>
      )}
      {approval && <ApprovalPanel connection={connection} approval={approval} />}
    </>
  )
}
