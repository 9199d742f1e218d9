import { useDo } from '../../app/engine'
import type { DestinationView } from '../../generated/rpc'
import { Button, IconButton } from '../../parts/Button'
import { FaultPanel } from '../../parts/FaultPanel'
import { Moment } from '../../parts/Moment'
import { text } from '../../text'
import styles from './Destinations.module.css'
import { placeOf } from './settings'

const words = text.destinations

/** One destination: where it is, when it last got rows, what is wrong with it, and what can be done. */
export function DestinationRow({ destination, onEdit }: { destination: DestinationView; onEdit: () => void }) {
  const { id, name, settings, running, deliveredAt, fault } = destination
  const deliver = useDo('deliver')
  const remove = useDo('remove_destination')
  const again = () => deliver.mutate({ id })
  const wrong = remove.error ?? deliver.error ?? fault
  return (
    <li className={styles['row']} data-testid={`destination-${id}`}>
      <div className={styles['line']}>
        <div className={styles['who']}>
          <p className={styles['name']}>{name}</p>
          <p className={styles['place']}>{words.at(words.kind[settings.kind].title, placeOf(settings))}</p>
          <p className={styles['place']}>
            {deliveredAt ? (
              <Moment at={deliveredAt} says={words.delivered} testId={`delivered-${id}`} />
            ) : (
              words.neverDelivered
            )}
          </p>
        </div>
        <Button icon="refresh" busy={running || deliver.isPending} data-testid={`deliver-${id}`} onClick={again}>
          {words.deliver}
        </Button>
        <IconButton
          icon="pencil"
          label={words.editNamed(name)}
          data-testid={`destination-edit-${id}`}
          onClick={onEdit}
        />
        <IconButton
          icon="trash"
          label={words.removeNamed(name)}
          data-testid={`destination-remove-${id}`}
          onClick={() => remove.mutate({ id })}
        />
      </div>
      {wrong && <FaultPanel fault={wrong} onAction={(action) => (action === 'editDestination' ? onEdit() : again())} />}
    </li>
  )
}
