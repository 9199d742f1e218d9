import type { ConnectionView } from '../../generated/rpc'
import { HandoffDialog } from '../handoff/HandoffDialog'
import { DeleteDialog } from './DeleteDialog'
import { RenameDialog } from './RenameDialog'

const DIALOGS = { rename: RenameDialog, handoff: HandoffDialog, delete: DeleteDialog }
/** What can be asked before something is done with a connection. */
export type Question = keyof typeof DIALOGS

type Props = { question: Question; connection: ConnectionView; onClose: () => void }

/** The dialog of a question. */
export function ConnectionDialog({ question, connection, onClose }: Props) {
  const Asking = DIALOGS[question]
  return <Asking connection={connection} open onClose={onClose} />
}
