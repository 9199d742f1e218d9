import { type FormEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'

import { go, href, type Route } from '../../app/route'
import { IconButton } from '../../parts/Button'
import { Group, LinkRow } from '../../parts/Group'
import { Page } from '../../parts/Page'
import { SearchCount, SearchField } from '../../parts/SearchField'
import { text } from '../../text'
import { FaultList } from './FaultList'
import { findFaults, findSections, type FoundSection, listFaults } from './find'
import { Found } from './Found'
import styles from './Help.module.css'
import { COMMON, type Place, type Task, TASK_GROUPS, TASKS } from './tasks'

const words = text.help

/** The front of the guide: a search that has the focus, what people come for, and the faults. */
export function Front() {
  const [query, setQuery] = useState('')
  const deferred = useDeferredValue(query)
  const faults = useMemo(() => listFaults(), [])
  const isSearching = deferred.trim() !== ''
  const sections = useMemo(() => (isSearching ? findSections(deferred) : []), [deferred, isSearching])
  const { named, others } = useMemo(() => findFaults(faults, deferred), [faults, deferred])
  const count = sections.length + named.length + others.length
  const openFirst = () => {
    const first = named[0] ?? sections[0] ?? others[0]
    if (isSearching && first) go(placeOf(first))
  }
  return (
    <Page title={words.title} lead={words.lead}>
      <Search query={query} onQuery={setQuery} onEnter={openFirst} count={isSearching ? words.found(count) : ''} />
      {isSearching ? (
        <Found query={deferred} sections={sections} named={named} others={others} />
      ) : (
        <>
          <Tasks />
          <FaultList title={words.faults} says={words.faultsSays} faults={faults} few={COMMON} />
        </>
      )}
    </Page>
  )
}

const placeOf = (found: FoundSection | { code: string }): Route =>
  'code' in found
    ? { screen: 'help', page: 'troubleshooting', section: found.code }
    : { screen: 'help', page: found.page, section: found.title }

type SearchProps = { query: string; onQuery: (query: string) => void; onEnter: () => void; count: string }

function Search({ query, onQuery, onEnter, count }: SearchProps) {
  const input = useRef<HTMLInputElement>(null)
  // The page's heading takes the focus first; here one comes to search.
  useEffect(() => input.current?.focus(), [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onEnter()
  }
  return (
    <form className={styles['search']} role="search" onSubmit={submit}>
      <SearchField
        ref={input}
        large
        label={words.search}
        value={query}
        onChange={onQuery}
        onKeyDown={(event) => event.key === 'Escape' && onQuery('')}
        testId="help-search"
      >
        <SearchCount testId="help-count">{count}</SearchCount>
        {query && (
          <IconButton icon="close" label={text.catalogue.clear} data-testid="help-clear" onClick={() => onQuery('')} />
        )}
      </SearchField>
    </form>
  )
}

const Tasks = () => (
  <div className={styles['tasks']} data-testid="help-tasks">
    {TASK_GROUPS.map(({ of, tasks }) => (
      <div key={of}>
        <Group level={2} title={words.group[of]}>
          {tasks.map((task) => (
            <TaskRow key={task} task={task} />
          ))}
        </Group>
      </div>
    ))}
  </div>
)

function TaskRow({ task }: { task: Task }) {
  const { page, section, icon }: Place = TASKS[task]
  return (
    <LinkRow
      icon={icon}
      title={words.task[task].title}
      says={words.task[task].says}
      href={href({ screen: 'help', page, section: section ?? null })}
      testId={`help-task-${task}`}
    />
  )
}
