import { useEffect } from 'react'

import { href } from '../../app/route'
import { BackLink } from '../../parts/BackLink'
import { Page } from '../../parts/Page'
import { Sections } from '../../parts/Sections'
import { faultWords, text } from '../../text'
import { Guide } from '../connect/Guide'
import { Front } from './Front'
import styles from './Help.module.css'
import { type HelpPage, markdownOf, PAGE_GROUPS } from './pages'

const words = text.help

/** The guide, the same pages as in `docs/guide`: its front, or one page. A section of *Troubleshooting* is a fault's code. */
export const Help = ({ page, section }: { page: HelpPage | null; section: string | null }) =>
  page ? <Article page={page} section={section} /> : <Front />

function Article({ page, section }: { page: HelpPage; section: string | null }) {
  // The faults have words in every language.
  const isEnglish = page !== 'troubleshooting' || !faultWords
  useEffect(() => {
    const headings = document.querySelectorAll<HTMLElement>('[data-testid=guide] h2')
    const heading = [...headings].find(({ textContent }) => textContent === section)
    if (!heading) return
    // Whoever listens begins there too.
    heading.tabIndex = -1
    heading.focus()
    heading.scrollIntoView?.()
  }, [section])
  return (
    <Page
      back={
        <BackLink href={href({ screen: 'help', page: null, section: null })} testId="help-back">
          {words.back}
        </BackLink>
      }
      title={words.page[page]}
    >
      <Sections
        label={words.pages}
        groups={PAGE_GROUPS.map(({ of, pages }) => ({
          title: words.group[of],
          links: pages.map((one) => ({
            href: href({ screen: 'help', page: one, section: null }),
            title: words.page[one],
            current: one === page,
            testId: `help-${one}`,
          })),
        }))}
        below={isEnglish && words.english && <p className={styles['note']}>{words.english}</p>}
      >
        <article className={styles['article']} lang={isEnglish ? 'en' : undefined} aria-label={words.page[page]}>
          <Guide markdown={markdownOf(page)} />
        </article>
      </Sections>
    </Page>
  )
}
