import { useState } from 'react'

import { useAsk } from '../../app/engine'
import { FaultPanel } from '../../parts/FaultPanel'
import { SelectField } from '../../parts/Field'
import { Loading } from '../../parts/Loading'
import { text } from '../../text'
import { ActivityList } from './ActivityList'
import styles from './Settings.module.css'

const words = text.activity

/** What happened, the newest first, of one connection or of all. */
export function Activity() {
  const [connection, setConnection] = useState('')
  const { data: connections } = useAsk('connections', {})
  const activity = useAsk('activity', { connection: connection || null }, { fresh: true })
  const options = [
    { value: '', title: words.all },
    ...(connections ?? []).map(({ id, name }) => ({ value: id, title: name })),
  ]
  return (
    <>
      <p className={styles['lead']}>{words.lead}</p>
      <div className={styles['tools']}>
        <SelectField
          label={words.filter}
          value={connection}
          onChange={setConnection}
          options={options}
          testId="activity-connection"
        />
      </div>
      {activity.error ? (
        <FaultPanel fault={activity.error} onAction={() => void activity.refetch()} />
      ) : activity.data ? (
        <ActivityList entries={activity.data} />
      ) : (
        <Loading />
      )}
    </>
  )
}
