import { type FormEvent, useState } from 'react'

import { useDo } from '../../app/engine'
import { Button } from '../../parts/Button'
import { FaultPanel } from '../../parts/FaultPanel'
import { TextField } from '../../parts/Field'
import { FileButton } from '../../parts/FileButton'
import { Page } from '../../parts/Page'
import { text } from '../../text'
import styles from './Author.module.css'

const words = text.author

/** The first line of a manifest: out of nothing, an OpenAPI document, or a file that is there already. */
export function Begin({ onText }: { onText: (text: string) => void }) {
  const [name, setName] = useState('')
  const begin = useDo('new_manifest')
  const now = (openapi: string | null) => {
    const given = name.trim() || words.untitled
    if (!begin.isPending) begin.mutate({ name: given, openapi }, { onSuccess: onText })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    now(null)
  }
  return (
    <Page title={words.title} lead={words.lead}>
      <form className={styles['begin']} onSubmit={submit} noValidate>
        <TextField
          label={words.name}
          value={name}
          onChange={setName}
          placeholder={text.authorize.example(words.nameExample)}
          testId="author-name"
        />
        <div className={styles['ways']}>
          <Button look="primary" type="submit" busy={begin.isPending} data-testid="author-begin">
            {words.begin}
          </Button>
          <FileButton label={words.openapi} accept=".yaml,.yml,.json" onText={now} testId="author-openapi">
            {words.openapi}
          </FileButton>
          <FileButton label={words.open} accept=".yaml,.yml,.json" onText={onText} testId="author-open">
            {words.open}
          </FileButton>
        </div>
        {begin.error && <FaultPanel fault={begin.error} onAction={() => now(null)} />}
      </form>
    </Page>
  )
}
