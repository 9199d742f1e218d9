import { type ReactNode, useState } from 'react'

import { useAsk } from '../../app/engine'
import type { ActivityView } from '../../generated/rpc'
import { buttonClass, IconButton } from '../../parts/Button'
import { classes } from '../../parts/classes'
import { useCopy } from '../../parts/clipboard'
import { FaultPanel } from '../../parts/FaultPanel'
import { RowSelect } from '../../parts/Field'
import { Icon } from '../../parts/Icon'
import { Loading } from '../../parts/Loading'
import { SearchCount, SearchField } from '../../parts/SearchField'
import { text } from '../../text'
import { matching, type Names, onDay, toCsv } from './activity'
import styles from './Activity.module.css'
import { ActivityList } from './ActivityList'
import { needs } from './kinds'
import { PerDay } from './PerDay'
import settingsStyles from './Settings.module.css'

const words = text.activity

/** What happened, the newest first, of one connection or of all: per day, found by a word, and as a file. */
export function Activity({ of = '' }: { of?: string | undefined }) {
  const [connection, setConnection] = useState(of)
  const { data: connections } = useAsk('connections', {})
  const activity = useAsk('activity', { connection: connection || null }, { fresh: true })
  const options = [
    { value: '', title: words.all },
    ...(connections ?? []).map(({ id, name }) => ({ value: id, title: name })),
  ]
  const whose = (
    <RowSelect
      aria-label={words.filter}
      value={connection}
      onChange={setConnection}
      options={options}
      testId="activity-connection"
    />
  )
  return (
    <>
      <p className={settingsStyles['lead']}>{words.lead}</p>
      {activity.data && activity.data.length > 0 && !activity.error ? (
        <Entries
          key={connection}
          entries={activity.data}
          names={new Map(connections?.map(({ id, name }) => [id, name]))}
          whose={whose}
        />
      ) : (
        <>
          <div className={styles['tools']}>{whose}</div>
          {activity.error ? (
            <FaultPanel fault={activity.error} onAction={() => void activity.refetch()} />
          ) : activity.data ? (
            <ActivityList entries={[]} />
          ) : (
            <Loading />
          )}
        </>
      )}
    </>
  )
}

function Entries({ entries, names, whose }: { entries: ActivityView[]; names: Names; whose: ReactNode }) {
  const [query, setQuery] = useState('')
  const [isNeeding, setNeeding] = useState(false)
  const [day, setDay] = useState<string | null>(null)
  const copy = useCopy()
  const said = matching(entries, query, names)
  const wanted = isNeeding ? said.filter(({ what }) => needs(what)) : said
  const found = day ? onDay(wanted, day) : wanted
  return (
    <>
      <PerDay entries={wanted} chosen={day} onChoose={setDay} />
      <div className={styles['tools']}>
        {whose}
        <SearchField label={words.search} value={query} onChange={setQuery} testId="activity-search">
          <SearchCount testId="activity-count">{words.found(found.length, entries.length)}</SearchCount>
        </SearchField>
        <button
          type="button"
          className={classes(buttonClass('plain'), styles['toggle'])}
          aria-pressed={isNeeding}
          data-testid="activity-needing"
          onClick={() => setNeeding(!isNeeding)}
        >
          <Icon name="warning" size={18} />
          {words.needing}
        </button>
        <IconButton
          icon="copy"
          label={words.export}
          data-testid="activity-export"
          onClick={() => void copy(toCsv(found, names), words.exported(found.length))}
        />
      </div>
      {found.length > 0 ? (
        <ActivityList entries={found} names={names} />
      ) : (
        <p className={settingsStyles['none']}>{words.noMatch}</p>
      )}
    </>
  )
}
