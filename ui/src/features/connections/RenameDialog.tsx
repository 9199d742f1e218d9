import { type FormEvent, useState } from 'react'

import { useDo } from '../../app/engine'
import type { ConnectionView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { Dialog, DialogActions } from '../../parts/Dialog'
import { FaultPanel } from '../../parts/FaultPanel'
import { TextField } from '../../parts/Field'
import { text } from '../../text'

type Props = { connection: ConnectionView; open: boolean; onClose: () => void }

/** Asks for a connection's new name. */
export function RenameDialog({ open, onClose, connection }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={text.rename.title} testId="rename-dialog">
      <RenameForm connection={connection} onClose={onClose} />
    </Dialog>
  )
}

function RenameForm({ connection, onClose }: Omit<Props, 'open'>) {
  const [name, setName] = useState(connection.name)
  const rename = useDo('rename')
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) rename.mutate({ id: connection.id, name: name.trim() }, { onSuccess: onClose })
  }
  return (
    <form onSubmit={save}>
      <TextField
        label={text.rename.name}
        value={name}
        onChange={setName}
        error={name.trim() ? null : text.rename.empty}
        testId="rename-name"
      />
      {rename.error && <FaultPanel fault={rename.error} />}
      <DialogActions>
        <Button look="quiet" data-testid="rename-cancel" onClick={onClose}>
          {text.actions.cancel}
        </Button>
        <Button look="primary" type="submit" busy={rename.isPending} data-testid="rename-save">
          {text.rename.save}
        </Button>
      </DialogActions>
    </form>
  )
}
