import { type FormEvent, useState } from 'react'

import { useAsk, useDo } from '../../app/engine'
import type { TrialTarget } from '../../generated/rpc'
import { SecretAreaField } from '../../parts/Area'
import { Button } from '../../parts/Button'
import { FaultPanel } from '../../parts/FaultPanel'
import { SelectField, TextField } from '../../parts/Field'
import { text } from '../../text'
import styles from './Author.module.css'
import { Trial } from './Trial'

const words = text.author
const PAGES = ['1', '3', '10']
/** Records that are shown of a page. */
const RECORDS = 20

type Props = {
  target: TrialTarget
  /** The connector that is tried; without one, any connection may lend its access. */
  connector: string | null
  /** The streams that run, as far as they are known. */
  streams: string[]
  /** They are being looked up. */
  looking: boolean
  /** The connection whose access is proposed. */
  proposed?: string | undefined
}

/** Reads the first pages of a stream and shows each step. Nothing is kept. */
export function TryOut({ target, connector, streams, looking, proposed = '' }: Props) {
  const [chosen, setStream] = useState('')
  const [chosenConnection, setConnection] = useState<string | null>(null)
  const [config, setConfig] = useState('')
  const [pages, setPages] = useState('3')
  const [tried, setTried] = useState(false)
  const run = useDo('test_stream')
  const stream = streams.includes(chosen) || streams.length === 0 ? chosen : (streams[0] ?? '')
  const connection = chosenConnection ?? proposed
  const start = (state: JsonValue | null) => {
    setTried(true)
    if (!stream || run.isPending) return
    // An empty configuration is one too.
    const access = { config: config.trim() || null, connection: connection || null, state }
    run.mutate({ target, stream, access, limits: { pages: Number(pages), records: RECORDS } })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    start(null)
  }
  return (
    <section className={styles['column']} aria-label={words.tryOut}>
      <form className={styles['form']} onSubmit={submit} noValidate>
        <div className={styles['pair']}>
          <StreamField streams={streams} value={stream} onChange={setStream} insist={tried} />
          <SelectField
            label={words.pages}
            value={pages}
            onChange={setPages}
            options={PAGES.map((value) => ({ value, title: value }))}
            testId="trial-pages"
          />
        </div>
        <Access connector={connector} value={connection} onChange={setConnection} />
        {connection === '' && (
          <SecretAreaField
            label={words.config}
            value={config}
            onChange={setConfig}
            placeholder={words.configExample}
            hint={words.configHint}
            testId="trial-config"
          />
        )}
        <div className={styles['ways']}>
          <Button look="primary" icon="play" type="submit" busy={run.isPending || looking} data-testid="trial-run">
            {words.run}
          </Button>
          {run.data?.state != null && (
            <Button icon="refresh" data-testid="trial-continue" onClick={() => start(run.data?.state ?? null)}>
              {words.runFromState}
            </Button>
          )}
        </div>
      </form>
      {run.error && <FaultPanel fault={run.error} onAction={() => start(null)} />}
      {run.data && !run.isPending && <Trial trial={run.data} />}
    </section>
  )
}

type StreamFieldProps = { streams: string[]; value: string; onChange: (stream: string) => void; insist: boolean }

/** A pick-list where the streams are known, else their name is typed. */
function StreamField({ streams, value, onChange, insist }: StreamFieldProps) {
  const field = { label: words.stream, value, onChange, testId: 'trial-stream' }
  if (streams.length > 0) return <SelectField {...field} options={streams.map((name) => ({ value: name, title: name }))} />
  return <TextField {...field} error={value ? null : text.authorize.required(words.stream)} insist={insist} />
}

type AccessProps = { connector: string | null; value: string; onChange: (connection: string) => void }

/** Whose inputs and grant are used: a connection's, or a configuration that is written here. */
function Access({ connector, value, onChange }: AccessProps) {
  const { data: connections } = useAsk('connections', {})
  const usable = connections?.filter(
    (one) => one.state !== 'draft' && (connector === null || one.connector === connector),
  )
  if (!usable || usable.length === 0) return null
  return (
    <SelectField
      label={words.access}
      value={value}
      onChange={onChange}
      options={[{ value: '', title: words.accessConfig }, ...usable.map(({ id, name }) => ({ value: id, title: name }))]}
      testId="trial-connection"
    />
  )
}
