import type { TrialAnswer, TrialPage as Page } from '../../generated/rpc'
import { classes } from '../../parts/classes'
import { text } from '../../text'
import { Block, Json, Part } from './Trial'
import styles from './Trial.module.css'

const words = text.author

/** One request of a trial with its answer and its records. */
export function TrialPage({ page, index }: { page: Page; index: number }) {
  const { request, answer, before, after, extracted, kept, slice } = page
  return (
    <li data-testid={`trial-page-${index}`}>
      <Part title={<Title page={page} />} testId={`trial-page-${index}-open`}>
        <p className={styles['label']}>{words.request}</p>
        <Block label={words.request}>{[`${request.method} ${request.url}`, lines(request.headers), request.body].filter(Boolean).join('\n')}</Block>
        <p className={styles['label']}>{words.answer}</p>
        {answer ? <Answer answer={answer} /> : <p className={styles['says']}>{words.noAnswer}</p>}
        {slice !== null && (
          <>
            <p className={styles['label']}>{words.slice}</p>
            <Json value={slice} label={words.slice} />
          </>
        )}
        <div className={styles['beside']}>
          <div>
            <p className={styles['label']}>{words.before(extracted)}</p>
            <Json value={before} label={words.before(extracted)} />
          </div>
          <div>
            <p className={styles['label']}>{words.after(kept)}</p>
            <Json value={after} label={words.after(kept)} />
          </div>
        </div>
      </Part>
    </li>
  )
}

function Title({ page: { request, answer, kept } }: { page: Page }) {
  const failed = !answer || answer.status >= 400
  return (
    <span className={styles['title']}>
      <span className={classes(styles['status'], failed ? styles['bad'] : styles['good'])}>
        {answer ? String(answer.status) : words.noStatus}
      </span>
      <code className={styles['url']}>{`${request.method} ${request.url}`}</code>
      <span className={styles['facts']}>
        {answer ? words.facts(kept, answer.bytes, answer.ms) : words.noAnswer}
      </span>
    </span>
  )
}

const Answer = ({ answer: { status, headers, body } }: { answer: TrialAnswer }) => (
  <Block label={words.answer}>{[String(status), lines(headers), '', body].join('\n')}</Block>
)

const lines = (headers: [string, string][]): string => headers.map(([name, value]) => `${name}: ${value}`).join('\n')
