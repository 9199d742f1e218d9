import { useAsk } from '../../app/engine'
import type { HostView } from '../../generated/rpc'
import { classes } from '../../parts/classes'
import { FaultPanel } from '../../parts/FaultPanel'
import { Loading } from '../../parts/Loading'
import { Moment } from '../../parts/Moment'
import { text } from '../../text'
import { number } from '../../text/format'
import styles from './Settings.module.css'

const words = text.ledger

/** Where requests went, and how many. */
export function Ledger() {
  const ledger = useAsk('ledger', {}, { fresh: true })
  if (ledger.error) return <FaultPanel fault={ledger.error} onAction={() => void ledger.refetch()} />
  if (!ledger.data) return <Loading />
  return (
    <>
      <p className={styles['lead']}>{words.lead}</p>
      {ledger.data.length === 0 ? <p className={styles['none']} data-testid="nothing">{words.none}</p> : <Hosts hosts={ledger.data} />}
    </>
  )
}

function Hosts({ hosts }: { hosts: HostView[] }) {
  const total = hosts.reduce((sum, { requests }) => sum + requests, 0)
  return (
    <div className={styles['frame']}>
      <table className={styles['table']} data-testid="ledger">
        <caption className={styles['caption']}>{words.total(hosts.length, total)}</caption>
        <thead>
          <tr>
            <th scope="col">{words.host}</th>
            <th scope="col" className={styles['count']}>
              {words.requests}
            </th>
            <th scope="col" className={styles['count']}>
              {words.failed}
            </th>
            <th scope="col">{words.last}</th>
          </tr>
        </thead>
        <tbody>
          {hosts.map(({ host, requests, failed, lastAt }) => (
            <tr key={host} data-testid={`host-${host}`}>
              <th scope="row">{host}</th>
              <td className={styles['count']}>{number(requests)}</td>
              <td className={classes(styles['count'], failed > 0 && styles['bad'])}>{number(failed)}</td>
              <td className={styles['faint']}>
                <Moment at={lastAt} says={words.lastAt} testId={`host-${host}-last`} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
