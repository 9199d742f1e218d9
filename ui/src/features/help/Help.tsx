import { useEffect, useMemo, useState } from 'react'

import { href } from '../../app/route'
import { Page } from '../../parts/Page'
import { SearchField } from '../../parts/SearchField'
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
    <Page title={words.title} wide>
      <div className={styles['help']}>
        <nav className={styles['pages']} aria-label={words.pages}>
          <SearchField value={query} onChange={setQuery} label={words.search} testId="help-search" />
          <ul>
            {found.map((one) => (
              <li key={one}>
                <a
                  className={styles['link']}
                  href={href({ screen: 'help', page: one, section: null })}
                  aria-current={one === page ? 'page' : undefined}
                  data-testid={`help-${one}`}
                >
                  {words.page[one]}
                </a>
              </li>
            ))}
          </ul>
          {found.length === 0 && <p className={styles['none']}>{words.none(query)}</p>}
          {words.english && <p className={styles['none']}>{words.english}</p>}
        </nav>
        <article className={styles['article']} lang="en" aria-label={words.page[page]}>
          <Guide markdown={markdownOf(page)} />
        </article>
      </div>
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
