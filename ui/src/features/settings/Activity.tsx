import { useState } from 'react'

import { useAsk } from '../../app/engine'
import type { ActivityView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { useCopy } from '../../parts/clipboard'
import { FaultPanel } from '../../parts/FaultPanel'
import { SelectField } from '../../parts/Field'
import { Loading } from '../../parts/Loading'
import { SearchCount, SearchField } from '../../parts/SearchField'
import { text } from '../../text'
import { matching, toCsv } from './activity'
import { ActivityList } from './ActivityList'
import { PerDay } from './PerDay'
import styles from './Settings.module.css'

const words = text.activity

/** What happened, the newest first, of one connection or of all: per day, found by a word, and as a file. */
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
        <Entries entries={activity.data} names={new Map(connections?.map(({ id, name }) => [id, name]))} />
      ) : (
        <Loading />
      )}
    </>
  )
}

function Entries({ entries, names }: { entries: ActivityView[]; names: ReadonlyMap<string, string> }) {
  const [query, setQuery] = useState('')
  const copy = useCopy()
  if (entries.length === 0) return <ActivityList entries={entries} />
  const found = matching(entries, query)
  return (
    <>
      <PerDay entries={found} />
      <div className={styles['tools']}>
        <SearchField label={words.search} value={query} onChange={setQuery} testId="activity-search">
          <SearchCount testId="activity-count">{words.found(found.length, entries.length)}</SearchCount>
        </SearchField>
        <Button
          icon="copy"
          data-testid="activity-export"
          onClick={() => void copy(toCsv(found, names), words.exported(found.length))}
        >
          {words.export}
        </Button>
      </div>
      {found.length > 0 ? <ActivityList entries={found} /> : <p className={styles['none']}>{words.noMatch}</p>}
    </>
  )
}
