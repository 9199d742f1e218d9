import { useId, useMemo, useState } from 'react'

import licences from '../../generated/licences.json'
import { Button } from '../../parts/Button'
import { Padded, Row } from '../../parts/Group'
import { SearchCount, SearchField } from '../../parts/SearchField'
import { text } from '../../text'
import { number } from '../../text/format'
import styles from './Licences.module.css'

const words = text.about

/** What others wrote and Headwater holds, each with its licence. Read from the lock files, see `tests/src/bill.rs`. */
export function Licences() {
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <>
      <Row icon="people" title={words.worksOf(licences.length)} says={words.worksSays}>
        <Button
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          data-testid="about-works"
          onClick={() => setOpen(!open)}
        >
          {open ? words.worksHide : words.worksShow}
        </Button>
      </Row>
      {open && (
        <div id={id} className={styles['works']}>
          <Works />
        </div>
      )}
    </>
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
      <Padded>
        <SearchField label={words.worksSearch} value={query} onChange={setQuery} testId="about-works-search">
          <SearchCount>{number(found.length)}</SearchCount>
        </SearchField>
        {found.length === 0 && <p className={styles['says']}>{words.worksNone(query)}</p>}
      </Padded>
      <ul className={styles['list']} data-testid="about-works-list">
        {found.map(([name, version, licence]) => (
          <li key={`${name} ${version}`}>
            <span>
              {name} <span className={styles['says']}>{version}</span>
            </span>
            <span className={styles['says']}>{licence}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
