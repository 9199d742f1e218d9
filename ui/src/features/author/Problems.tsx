import { useEffect } from 'react'

import type { ManifestProblem } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import styles from './Author.module.css'

const words = text.author

type Props = {
  problems: ManifestProblem[]
  /** What is typed is not looked at yet. */
  looking: boolean
  onGo: (line: number) => void
}

/** What is wrong in the manifest, by line; each leads there. */
export function Problems({ problems, looking, onGo }: Props) {
  const say = useSay()
  const verdict = words.problems(problems.length)
  useEffect(() => {
    if (!looking) say.quietly(verdict)
  }, [say, verdict, looking])
  return (
    <div className={styles['problems']} data-testid="problems">
      <p className={styles['verdict']} data-wrong={problems.length > 0 ? '' : undefined}>
        <Icon name={problems.length > 0 ? 'warning' : 'check'} size={16} />
        {looking ? words.looking : verdict}
      </p>
      <ul>
        {problems.map(({ line, path, component, reason }) => (
          <li key={`${line} ${path} ${reason}`}>
            <button type="button" onClick={() => onGo(line)} data-testid={`problem-${line}`}>
              <span className={styles['line']}>{words.line(line)}</span>
              <span>
                {reason}
                <code>{[component, path].filter(Boolean).join(' · ')}</code>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
