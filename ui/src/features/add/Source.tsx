import { type FormEvent, useState } from 'react'

import type { ConnectorSource } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { TextField } from '../../parts/Field'
import { FileButton } from '../../parts/FileButton'
import { text } from '../../text'
import styles from './AddConnector.module.css'

const words = text.add

type Props = { busy: boolean; onSource: (source: ConnectorSource) => void }

/** Where a connector comes from: an address, a path, or a file that is chosen. */
export function Source({ busy, onSource }: Props) {
  const [where, setWhere] = useState('')
  const [tried, setTried] = useState(false)
  const source = sourceOf(where)
  const look = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (source && !busy) onSource(source)
  }
  const trouble = where.trim() ? words.whereShape : text.authorize.required(words.where)
  return (
    <form className={styles['source']} onSubmit={look} noValidate>
      <TextField
        label={words.where}
        value={where}
        onChange={setWhere}
        placeholder={text.authorize.example(words.whereExample)}
        hint={words.whereHint}
        error={source ? null : trouble}
        insist={tried}
        testId="add-where"
      />
      <div className={styles['ways']}>
        <Button look="primary" type="submit" busy={busy} data-testid="add-look">
          {words.look}
        </Button>
        <FileButton
          label={words.file}
          accept=".yaml,.yml,.json"
          onText={(content) => onSource({ text: content })}
          testId="add-file"
        >
          {words.file}
        </FileButton>
        <p className={styles['says']}>{words.fileSays}</p>
      </div>
    </form>
  )
}

/** What an entry means: an address, a path, or nothing yet. */
export function sourceOf(where: string): ConnectorSource | null {
  const given = where.trim()
  if (/^https?:\/\/\S+$/i.test(given)) return { url: given }
  return /^(?:[/~\\]|[a-z]:[\\/])/i.test(given) ? { path: given } : null
}
