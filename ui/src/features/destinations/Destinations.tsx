import { useState } from 'react'

import { useAsk } from '../../app/engine'
import type { DestinationView, EntityView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { Dialog, DialogActions } from '../../parts/Dialog'
import { FaultPanel } from '../../parts/FaultPanel'
import { Loading } from '../../parts/Loading'
import { text } from '../../text'
import { DestinationForm } from './DestinationForm'
import { DestinationRow } from './DestinationRow'
import styles from './Destinations.module.css'

const words = text.destinations
/** The destination that is being entered: a known one, a new one, or none while the list is shown. */
type Editing = DestinationView | 'new' | null

/** The button in a workbook's head, and the dialog behind it: where the rows go besides. */
export function Destinations({ entity }: { entity: EntityView }) {
  const [open, setOpen] = useState(false)
  const [editing, setEditing] = useState<Editing>(null)
  const close = () => {
    setOpen(false)
    setEditing(null)
  }
  return (
    <>
      <Button icon="external" data-testid="destinations-open" onClick={() => setOpen(true)}>
        {words.title}
      </Button>
      <Dialog open={open} onClose={close} title={titleOf(editing, entity)} wide testId="destinations">
        <Inside entity={entity} editing={editing} onEdit={setEditing} onClose={close} />
      </Dialog>
    </>
  )
}

function titleOf(editing: Editing, { name }: EntityView): string {
  if (!editing) return words.of(name)
  return editing === 'new' ? words.newFor(name) : words.editNamed(editing.name)
}

type Props = { entity: EntityView; editing: Editing; onEdit: (editing: Editing) => void; onClose: () => void }

function Inside({ entity, editing, onEdit, onClose }: Props) {
  const { data, error, refetch } = useAsk('destinations', { entity: entity.id })
  if (error) return <FaultPanel fault={error} onAction={() => void refetch()} />
  if (!data) return <Loading />
  if (editing) {
    return (
      <DestinationForm
        key={editing === 'new' ? 'new' : editing.id}
        entity={entity}
        known={editing === 'new' ? null : editing}
        onDone={() => onEdit(null)}
      />
    )
  }
  return (
    <>
      <p className={styles['lead']}>{words.lead}</p>
      {data.length > 0 && (
        <ul className={styles['list']} aria-label={words.title}>
          {data.map((one) => (
            <DestinationRow key={one.id} destination={one} onEdit={() => onEdit(one)} />
          ))}
        </ul>
      )}
      <DialogActions>
        <Button look="quiet" data-testid="destinations-close" onClick={onClose}>
          {text.actions.close}
        </Button>
        <Button look="primary" icon="add" data-testid="destination-add" onClick={() => onEdit('new')}>
          {words.add}
        </Button>
      </DialogActions>
    </>
  )
}
