import { useDo } from '../../app/engine'
import type { ConnectionView, Progress } from '../../generated/rpc'
import { text } from '../../text'
import { Button } from '../../parts/Button'
import styles from './SyncProgress.module.css'

/**
 * How far a sync is: stream n of m, rows, rate. There is no percentage, because sources do not say how much they hold;
 * the bar only shows that it moves.
 */
export function SyncProgress({ connection, progress }: { connection: ConnectionView; progress: Progress | undefined }) {
  const ways = [
    { name: 'pause-sync', does: useDo('pause_sync'), says: text.progress.pause },
    { name: 'stop-sync', does: useDo('cancel_sync'), says: text.progress.stop },
  ]
  return (
    <div className={styles['progress']} data-testid={`progress-${connection.id}`}>
      {progress ? (
        <>
          <span className={styles['what']}>{text.progress.stream(progress.stream, progress.index, progress.of)}</span>
          <span data-testid="progress-rows">{text.progress.rows(progress.rows, progress.rate)}</span>
        </>
      ) : (
        <span className={styles['what']}>{text.progress.starting}</span>
      )}
      <span className={styles['bar']} role="progressbar" aria-label={text.progress.label(connection.name)} />
      {ways.map(({ name, does, says }) => (
        <Button key={name} look="quiet" busy={does.isPending} data-testid={name} onClick={() => does.mutate({ id: connection.id })}>
          {says}
        </Button>
      ))}
    </div>
  )
}
