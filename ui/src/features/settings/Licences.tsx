import { useMemo, useState } from 'react'

import licences from '../../generated/licences.json'
import { Fold } from '../../parts/Fold'
import { SearchField } from '../../parts/SearchField'
import { text } from '../../text'
import styles from './Licences.module.css'

const words = text.about

/** What others wrote and Headwater holds, each with its licence. Read from the lock files, see `tests/src/bill.rs`. */
export function Licences() {
  const [open, setOpen] = useState(false)
  return (
    <Fold title={words.works(licences.length)} testId="about-works" open={open} onOpen={setOpen}>
      <p className={styles['says']}>{words.worksSays}</p>
      {open && <Works />}
    </Fold>
  )
}

function Works() {
  const [query, setQuery] = useState('')
  const found = useMemo(() => {
    const wanted = query.trim().toLowerCase()
    return licences.filter((work) => work.join(' ').toLowerCase().includes(wanted))
  }, [query])
  return (
    <>
      <SearchField label={words.worksSearch} value={query} onChange={setQuery} testId="about-works-search" />
      <ul className={styles['list']} data-testid="about-works-list">
        {found.map(([name, version, licence]) => (
          <li key={`${name} ${version}`}>
            <span>
              {name} <span className={styles['version']}>{version}</span>
            </span>
            <span className={styles['says']}>{licence}</span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className={styles['says']}>{words.worksNone(query)}</p>}
    </>
  )
}
