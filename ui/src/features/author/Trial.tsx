import type { ReactNode } from 'react'

import type { StreamTrial } from '../../generated/rpc'
import { FaultPanel } from '../../parts/FaultPanel'
import { Note } from '../../parts/Note'
import { text } from '../../text'
import styles from './Trial.module.css'
import { TrialPage } from './TrialPage'

const words = text.author

/** What a trial saw: each request and answer, the records before and after, what the cursor did, the schema. */
export function Trial({ trial }: { trial: StreamTrial }) {
  const { pages, records, cut, problems, faults, slices, state, inferredSchema, declaredSchema } = trial
  return (
    <div className={styles['trial']} data-testid="trial">
      <p className={styles['summary']} role="status" data-testid="trial-summary">
        {words.summary(pages.length, records, cut)}
      </p>
      {problems.length > 0 && (
        <Note look="warn" icon="warning" title={words.problems(problems.length)} testId="trial-problems">
          <ul>
            {problems.map(({ file, line, path, reason }) => (
              <li key={`${line} ${path} ${reason}`}>{words.problemAt(text.add.place(file, line, path), reason)}</li>
            ))}
          </ul>
        </Note>
      )}
      {faults.map((fault) => (
        <FaultPanel key={`${fault.code} ${fault.at}`} fault={fault} />
      ))}
      <ol className={styles['pages']}>
        {pages.map((page, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- pages have no name but their order
          <TrialPage key={index} page={page} index={index} />
        ))}
      </ol>
      <Part title={words.cursor} testId="trial-state">
        <p className={styles['label']}>{words.slices(slices.length)}</p>
        <Json value={slices} label={words.slices(slices.length)} />
        <p className={styles['label']}>{words.state}</p>
        {state === null ? <p className={styles['says']}>{words.noState}</p> : <Json value={state} label={words.state} />}
      </Part>
      <Part title={words.schema} testId="trial-schema">
        <div className={styles['beside']}>
          <div>
            <p className={styles['label']}>{words.inferred}</p>
            <Json value={inferredSchema} label={words.inferred} />
          </div>
          <div>
            <p className={styles['label']}>{words.declared}</p>
            <Json value={declaredSchema} label={words.declared} />
          </div>
        </div>
      </Part>
    </div>
  )
}

/** A part that is opened on demand. */
export const Part = ({ title, children, testId }: { title: ReactNode; children: ReactNode; testId: string }) => (
  <details className={styles['part']}>
    <summary data-testid={testId}>{title}</summary>
    <div className={styles['inner']}>{children}</div>
  </details>
)

/** JSON, indented. It scrolls, so the keyboard must reach it. */
export const Json = ({ value, label }: { value: JsonValue; label: string }) => (
  <Block label={label}>{JSON.stringify(value, null, 2)}</Block>
)

/** Text as it came. */
export const Block = ({ children, label }: { children: string; label: string }) => (
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
  <pre className={styles['block']} role="group" aria-label={label} tabIndex={0}>
    {children}
  </pre>
)
