import { useEffect, useMemo, useState } from 'react'

import { href } from '../../app/route'
import { Page } from '../../parts/Page'
import { finds } from '../../parts/search'
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
  const found = useMemo(() => pagesWith(query), [query])
  useEffect(() => {
    const heading = [...document.querySelectorAll('[data-testid=guide] h3')].find(({ textContent }) => textContent === section)
    heading?.scrollIntoView()
  }, [section])
  const links = found.map((one) => ({
    href: href({ screen: 'help', page: one, section: null }),
    title: words.page[one],
    current: one === page,
    testId: `help-${one}`,
  }))
  return (
    <Page title={words.title}>
      <Sections
        label={words.pages}
        groups={[{ links }]}
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

/** The pages that have all words that are looked for. */
function pagesWith(query: string): HelpPage[] {
  const isFound = finds(query)
  return PAGES.filter((one) => isFound(`${words.page[one]} ${markdownOf(one)}`))
}
