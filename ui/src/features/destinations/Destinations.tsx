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

/** The button in a workbook's head, and the dialog behind it: where the rows go besides. */
export function Destinations({ entity }: { entity: EntityView }) {
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Button icon="external" data-testid="destinations-open" onClick={() => setOpen(true)}>
        {words.title}
      </Button>
      <Dialog open={open} onClose={close} title={words.of(entity.name)} wide testId="destinations">
        <Inside entity={entity} onClose={close} />
      </Dialog>
    </>
  )
}

function Inside({ entity, onClose }: { entity: EntityView; onClose: () => void }) {
  const { data, error, refetch } = useAsk('destinations', { entity: entity.id })
  const [editing, setEditing] = useState<DestinationView | 'new' | null>(null)
  if (error) return <FaultPanel fault={error} onAction={() => void refetch()} />
  if (!data) return <Loading />
  if (editing) {
    return (
      <DestinationForm
        key={editing === 'new' ? 'new' : editing.id}
        entity={entity}
        known={editing === 'new' ? null : editing}
        onDone={() => setEditing(null)}
      />
    )
  }
  return (
    <>
      <p className={styles['lead']}>{words.lead}</p>
      {data.length > 0 && (
        <ul className={styles['list']} aria-label={words.title}>
          {data.map((one) => (
            <DestinationRow key={one.id} destination={one} onEdit={() => setEditing(one)} />
          ))}
        </ul>
      )}
      <DialogActions>
        <Button look="quiet" data-testid="destinations-close" onClick={onClose}>
          {text.actions.close}
        </Button>
        <Button look="primary" icon="add" data-testid="destination-add" onClick={() => setEditing('new')}>
          {words.add}
        </Button>
      </DialogActions>
    </>
  )
}
