import { useState } from 'react'

import { useDo } from '../../app/engine'
import { go, useRoute } from '../../app/route'
import type { ConnectionView, TableFate } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { Button } from '../../parts/Button'
import { Choice } from '../../parts/Choice'
import { Dialog, DialogActions } from '../../parts/Dialog'
import { FaultPanel } from '../../parts/FaultPanel'
import { text } from '../../text'

type Props = { connection: ConnectionView; open: boolean; onClose: () => void }

const words = text.remove

/** Says what a deletion does, asks about the rows, and does it. */
export function DeleteDialog({ connection, open, onClose }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={words.title(connection.name)} testId="delete-dialog">
      <DeleteForm connection={connection} onClose={onClose} />
    </Dialog>
  )
}

function DeleteForm({ connection, onClose }: Omit<Props, 'open'>) {
  const { id, rows, entity } = connection
  const [tables, setTables] = useState<TableFate>('keep')
  const say = useSay()
  const remove = useDo('delete')
  const route = useRoute()
  const gone = (says: string) => {
    say.aloud(says)
    // Its own page would have nothing more to show.
    if (route.screen === 'connection' && route.id === id) go({ screen: 'connections' })
  }
  const options = [
    { value: 'keep' as const, title: words.keep, says: words.keepSays(rows), testId: 'tables-keep' },
    { value: 'drop' as const, title: words.drop, says: words.dropSays(rows), testId: 'tables-drop' },
  ]
  return (
    <>
      <p>{accessSays(connection)}</p>
      {entity && <Choice legend={words.tables} options={options} value={tables} onChange={setTables} />}
      {remove.error && <FaultPanel fault={remove.error} />}
      <DialogActions>
        <Button look="quiet" data-testid="delete-cancel" onClick={onClose}>
          {text.actions.cancel}
        </Button>
        <Button
          look="danger"
          busy={remove.isPending}
          data-testid="delete-confirm"
          onClick={() => remove.mutate({ id, tables }, { onSuccess: ({ says }) => gone(says) })}
        >
          {words.confirm}
        </Button>
      </DialogActions>
    </>
  )
}

/** What becomes of the access. */
function accessSays(connection: ConnectionView): string {
  const { grant, account, connectorName, signsWithKey } = connection
  if (signsWithKey) return words.key(connectorName)
  return grant || account ? words.grant(connectorName) : words.noGrant
}
