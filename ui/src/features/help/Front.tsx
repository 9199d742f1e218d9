import { useDeferredValue, useMemo, useState } from 'react'

import { go, href, type Route } from '../../app/route'
import { Group, LinkRow } from '../../parts/Group'
import { MainSearch } from '../../parts/MainSearch'
import { Page } from '../../parts/Page'
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
      <MainSearch
        className={styles['search']}
        label={words.search}
        query={query}
        count={isSearching ? words.found(count) : ''}
        onQuery={setQuery}
        onEnter={openFirst}
        testId="help"
      />
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
