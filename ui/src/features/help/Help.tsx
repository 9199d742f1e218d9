import { useEffect, useMemo, useState } from 'react'

import { href } from '../../app/route'
import { Page } from '../../parts/Page'
import { SearchField } from '../../parts/SearchField'
import { Sections } from '../../parts/Sections'
import { text } from '../../text'
import { Guide } from '../connect/Guide'
import styles from './Help.module.css'
import { type HelpPage, markdownOf, PAGES } from './pages'

const words = text.help

/** The guide, the same pages as in `docs/guide`. A section of *Troubleshooting* is named by its fault's code. */
export function Help({ page, section }: { page: HelpPage; section: string | null }) {
  const [query, setQuery] = useState('')
  const found = useMemo(() => PAGES.filter((one) => holds(one, query)), [query])
  useEffect(() => {
    const heading = [...document.querySelectorAll('[data-testid=guide] h3')].find(({ textContent }) => textContent === section)
    heading?.scrollIntoView()
  }, [section])
  return (
    <Page title={words.title}>
      <Sections
        label={words.pages}
        links={found.map((one) => ({
          href: href({ screen: 'help', page: one, section: null }),
          title: words.page[one],
          current: one === page,
          testId: `help-${one}`,
        }))}
        above={<SearchField value={query} onChange={setQuery} label={words.search} testId="help-search" />}
        below={
          <>
            {found.length === 0 && <p className={styles['says']}>{words.none(query)}</p>}
            {words.english && <p className={styles['says']}>{words.english}</p>}
          </>
        }
      >
        <article className={styles['article']} lang="en" aria-label={words.page[page]}>
          <Guide markdown={markdownOf(page)} />
        </article>
      </Sections>
    </Page>
  )
}

/** Whether a page holds all words that are looked for. */
function holds(page: HelpPage, query: string): boolean {
  const all = `${words.page[page]} ${markdownOf(page)}`.toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word))
}
