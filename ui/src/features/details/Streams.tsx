import { useState } from 'react'

import { href } from '../../app/route'
import type { ConnectionView, Mode, SyncedStream } from '../../generated/rpc'
import { Group, MoreRow } from '../../parts/Group'
import { Icon } from '../../parts/Icon'
import { Moment } from '../../parts/Moment'
import { finds } from '../../parts/search'
import { SearchCount, SearchField } from '../../parts/SearchField'
import { text } from '../../text'
import { worded } from '../../text/faults'
import styles from './Details.module.css'

const words = text.details
/** So many are a glance; the others are shown on demand. */
const FEW = 8
/** Among more than this one is looked for by its name. */
const MANY = 24
const FULL: ReadonlySet<Mode> = new Set(['fullRefreshReplace', 'fullRefreshAppend'])

/** What the connection brings: each stream with its rows and how fresh they are. Those that failed come first. */
export function Streams({ connection: { id, streams, entity } }: { connection: ConnectionView }) {
  const [all, showAll] = useState(false)
  const [query, setQuery] = useState('')
  const sorted = streams.toSorted((one, other) => Number(other.fault !== null) - Number(one.fault !== null))
  const isFound = finds(query)
  const found = sorted.filter(({ name }) => isFound(name))
  const shown = all ? found : found.slice(0, FEW)
  const more = found.length - shown.length
  return (
    <Group
      level={2}
      title={words.streams}
      aside={
        <a href={href({ screen: 'connect', id, step: 'streams' })} data-testid="details-streams">
          {text.connectionMenu.streams}
        </a>
      }
      testId="details-brings"
    >
      {streams.length === 0 && <p className={styles['none']}>{words.noStreams}</p>}
      {streams.length > MANY && <Search query={query} onQuery={setQuery} found={found.length} all={streams.length} />}
      {streams.length > 0 && found.length === 0 && <p className={styles['none']}>{words.noStream(query)}</p>}
      <ul>
        {shown.map((stream) => (
          <Stream key={stream.name} stream={stream} entity={entity?.id ?? null} />
        ))}
      </ul>
      {more > 0 && (
        <MoreRow testId="details-more" onMore={() => showAll(true)}>
          {words.more(more)}
        </MoreRow>
      )}
    </Group>
  )
}

type SearchProps = { query: string; onQuery: (query: string) => void; found: number; all: number }

const Search = ({ query, onQuery, found, all }: SearchProps) => (
  <div className={styles['search']}>
    <SearchField
      label={words.searchStreams}
      value={query}
      onChange={onQuery}
      onKeyDown={({ key }) => key === 'Escape' && onQuery('')}
      testId="details-search"
    >
      <SearchCount testId="details-count">{words.foundStreams(found, all)}</SearchCount>
    </SearchField>
  </div>
)

function Stream({ stream, entity }: { stream: SyncedStream; entity: string | null }) {
  const { name, mode, rows, syncedAt, fault, tab } = stream
  return (
    <li className={styles['stream']} data-testid={`details-stream-${name}`} data-failed={fault ? '' : undefined}>
      <Icon name={fault ? 'warning' : 'grid'} size={18} />
      <div className={styles['what']}>
        {entity && tab ? (
          <a className={styles['name']} href={href({ screen: 'workbook', entity, tab })}>
            {name}
          </a>
        ) : (
          <span className={styles['name']}>{name}</span>
        )}
        <p className={styles['says']}>
          {fault ? worded(fault).title : text.streams.modeShort[FULL.has(mode) ? 'full' : 'incremental']}
        </p>
      </div>
      <div className={styles['figures']}>
        <p>{text.units.rows(rows)}</p>
        <p className={styles['says']}>
          {syncedAt ? (
            <Moment at={syncedAt} says={text.workbook.synced} testId={`details-synced-${name}`} />
          ) : (
            text.workbook.neverSynced
          )}
        </p>
      </div>
    </li>
  )
}
