import type { StreamColumn, Treatment } from '../../generated/rpc'
import { Icon } from '../../parts/Icon'
import { Tick } from '../../parts/Tick'
import { text } from '../../text'
import styles from './ColumnsDialog.module.css'
import { depth, type Draft, entitle, treat } from './draft'

const words = text.columns

type Props = { column: StreamColumn; draft: Draft; onDraft: (draft: Draft) => void }

/** A column: whether it is written, how, and what it is called. */
export function ColumnRow({ column, draft, onDraft }: Props) {
  const { name, title, cell, key, treatment, treatments } = column
  const left = treatment === 'leave'
  const ways = treatments.filter((way) => way !== 'leave')
  return (
    <li className={styles['column']} style={{ paddingInlineStart: `${depth(draft, name) * 1.5}rem` }}>
      <label>
        <Tick
          checked={!left}
          disabled={!treatments.includes('leave')}
          onChange={() => onDraft(treat(draft, [name], left ? 'keep' : 'leave'))}
          data-testid={`choose-${name}`}
        />
        <span className={styles['name']} title={name}>
          {key && <Icon name="key" size={14} />}
          {name}
        </span>
        <span className={styles['type']}>{words.type[cell ?? 'unknown']}</span>
      </label>
      {!left && treatment !== 'expand' && (
        <input
          className={styles['title']}
          value={title ?? ''}
          placeholder={name}
          aria-label={words.titleOf(name)}
          onChange={(event) => onDraft(entitle(draft, name, event.target.value))}
          autoComplete="off"
          spellCheck={false}
          data-testid={`title-${name}`}
        />
      )}
      {!left && ways.length > 1 && (
        <span className={styles['way']}>
          <select
            value={treatment}
            aria-label={words.wayOf(name)}
            onChange={({ target }) => onDraft(treat(draft, [name], ways.find((way) => way === target.value) ?? 'keep'))}
            data-testid={`way-${name}`}
          >
            {ways.map((way: Treatment) => (
              <option key={way} value={way}>
                {words.way[way]}
              </option>
            ))}
          </select>
          <Icon name="chevronDown" size={16} />
        </span>
      )}
    </li>
  )
}
