import { useEffect, useState } from 'react'

import { useAsk } from '../../app/engine'
import { go } from '../../app/route'
import { useSay } from '../../parts/Announcer'
import { Button, IconButton } from '../../parts/Button'
import { FaultPanel } from '../../parts/FaultPanel'
import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import styles from './CallerPrompt.module.css'
import { shortName, useDecide, useNames } from './callers'

const words = text.programs

/**
 * A program that waits for an answer, anywhere in the window. It takes no focus, locks nothing and covers nothing, since
 * it has a place of its own below the screen; the question stays in the settings as well.
 */
export function CallerPrompt() {
  const { data: callers } = useAsk('callers', {})
  const [later, setLater] = useState<ReadonlySet<string>>(new Set())
  const waiting = callers?.filter(({ id, allowed }) => allowed === null && !later.has(id)) ?? []
  const [first, ...more] = waiting
  const nameOf = useNames()
  const decide = useDecide()
  const question = first && words.question(shortName(first.program), nameOf(first.connection))
  const say = useSay()
  useEffect(() => {
    if (question) say.quietly(question)
  }, [question, say])
  if (!first) return null
  return (
    <section className={styles['prompt']} aria-label={words.ask} data-testid="caller-prompt">
      <Icon name="terminal" />
      <div className={styles['words']}>
        <p className={styles['title']} data-testid="caller-question">
          {question}
        </p>
        <p className={styles['says']}>
          <code className={styles['path']} title={words.path}>
            {first.program}
          </code>{' '}
          {words.explain}
        </p>
      </div>
      <div className={styles['actions']}>
        {more.length > 0 && (
          <button
            type="button"
            className={styles['more']}
            data-testid="caller-more"
            onClick={() => go({ screen: 'settings', section: 'programs' })}
          >
            {words.more(more.length)}
          </button>
        )}
        <Button busy={decide.isPending} data-testid="caller-refuse" onClick={() => decide.answer(first, 'refuse')}>
          {words.refuse}
        </Button>
        <Button
          look="primary"
          busy={decide.isPending}
          data-testid="caller-allow"
          onClick={() => decide.answer(first, 'allow')}
        >
          {words.allow}
        </Button>
        <IconButton
          icon="close"
          label={words.later}
          data-testid="caller-later"
          onClick={() => setLater(new Set([...later, first.id]))}
        />
      </div>
      {decide.error && <FaultPanel fault={decide.error} />}
    </section>
  )
}
