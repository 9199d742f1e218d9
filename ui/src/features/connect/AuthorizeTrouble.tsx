import { useEffect, useRef } from 'react'

import { useFaultAction } from '../../app/faultAction'
import type { ConnectionView, FaultView } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { FaultPanel } from '../../parts/FaultPanel'
import { ApprovalPanel } from '../grant/ApprovalPanel'
import { DoctorOnDemand } from '../settings/DoctorOnDemand'

/** What this computer may be the cause of: the doctor can tell. Codes begin so. */
const LOCAL = /^(port|redirect|browser|consent_timed_out|address)/

type Props = { connection: ConnectionView; fault: FaultView | null; retry: () => void }

/** Why the last try ended, with what mends it; or the administrator that it waits for. */
export function AuthorizeTrouble({ connection, fault, retry }: Props) {
  const act = useFaultAction(connection, retry)
  const say = useSay()
  const { approval, attempt, trouble, connector } = connection
  const shown = fault ?? (approval ? null : (attempt?.fault ?? trouble))
  const title = shown?.title
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!title) return
    panel.current?.scrollIntoView?.({ block: 'nearest' })
    say.quietly(title)
  }, [title, say])
  if (!shown) return approval && <ApprovalPanel connection={connection} approval={approval} />
  // The form is this screen, so *Reconnect* means to send it.
  return (
    <div ref={panel}>
      <FaultPanel fault={shown} onAction={(action) => (action === 'reconnect' ? retry() : act(action))} />
      {LOCAL.test(shown.code) && <DoctorOnDemand connector={connector} onAction={act} />}
    </div>
  )
}
