import type { DestinationSettings } from '../../generated/rpc'
import { TextField } from '../../parts/Field'
import { TickField } from '../../parts/TickField'
import { text } from '../../text'
import styles from './Destinations.module.css'
import { isPort, type Kind, type SettingsOf } from './settings'

const words = text.destinations

type Props<S> = {
  settings: S
  onChange: (settings: S) => void
  /** Shows what is missing in any case. */
  insist: boolean
}

/** What only this kind of destination asks for. */
export function Particulars({ settings, ...rest }: Props<DestinationSettings>) {
  switch (settings.kind) {
    case 'xlsx':
      return <>{lines({ settings, ...rest })('file', words.file, words.fileMissing)}</>
    case 'csv':
      return <Csv settings={settings} {...rest} />
    case 'parquet':
      return <Parquet settings={settings} {...rest} />
    case 'postgres':
      return <Postgres settings={settings} {...rest} />
    case 'clickHouse':
      return <ClickHouse settings={settings} {...rest} />
    case 'bucket':
      return <Bucket settings={settings} {...rest} />
  }
}

function Csv(props: Props<SettingsOf<'csv'>>) {
  const { settings, onChange } = props
  return (
    <>
      {lines(props)('folder', words.folder, words.folderMissing)}
      <TickField
        {...words.mark}
        checked={settings.mark}
        onChange={(mark) => onChange({ ...settings, mark })}
        testId="destination-mark"
      />
      <TickField
        {...words.guard}
        checked={settings.guard}
        onChange={(guard) => onChange({ ...settings, guard })}
        testId="destination-guard"
      />
    </>
  )
}

function Parquet(props: Props<SettingsOf<'parquet'>>) {
  const { settings, onChange } = props
  return (
    <>
      {lines(props)('folder', words.folder, words.folderMissing)}
      <TickField
        {...words.partitions}
        checked={settings.partitions}
        onChange={(partitions) => onChange({ ...settings, partitions })}
        testId="destination-partitions"
      />
    </>
  )
}

function Postgres(props: Props<SettingsOf<'postgres'>>) {
  const { settings, onChange, insist } = props
  const line = lines(props)
  return (
    <>
      <div className={styles['server']}>
        {line('host', words.host)}
        <TextField
          {...words.port}
          value={settings.port ? String(settings.port) : ''}
          onChange={(port) => onChange({ ...settings, port: Number(port.replaceAll(/\D/g, '')) })}
          error={isPort(settings.port) ? null : words.portWrong}
          insist={insist}
          testId="destination-port"
        />
      </div>
      <div className={styles['pair']}>
        {line('database', words.database)}
        {line('schema', words.schema)}
      </div>
      {line('user', words.user)}
      <TickField
        {...words.tls}
        checked={settings.tls}
        onChange={(tls) => onChange({ ...settings, tls })}
        testId="destination-tls"
      />
      {settings.tls && (
        <TextField
          {...words.caFile}
          value={settings.caFile ?? ''}
          onChange={(caFile) => onChange({ ...settings, caFile: caFile || null })}
          testId="destination-caFile"
        />
      )}
    </>
  )
}

function ClickHouse(props: Props<SettingsOf<'clickHouse'>>) {
  const line = lines(props)
  return (
    <>
      {line('url', words.url)}
      <div className={styles['pair']}>
        {line('database', words.database)}
        {line('user', words.user)}
      </div>
    </>
  )
}

function Bucket(props: Props<SettingsOf<'bucket'>>) {
  const { settings, onChange } = props
  const line = lines(props)
  return (
    <>
      <TextField
        {...words.endpoint}
        value={settings.endpoint ?? ''}
        onChange={(endpoint) => onChange({ ...settings, endpoint: endpoint || null })}
        testId="destination-endpoint"
      />
      <div className={styles['pair']}>
        {line('bucket', words.bucket)}
        {line('region', words.region)}
      </div>
      {line('prefix', words.prefix, null)}
      {line('accessKey', words.accessKey)}
    </>
  )
}

type Said = { label: string; hint?: string }
/** The settings of a kind that are plain text. */
type TextOf<S> = { [K in keyof S]: S[K] extends string ? K : never }[keyof S] & string

/** Lines of text of a kind; `missing` is said where one is empty, null where it may be. */
function lines<K extends Kind>({ settings, onChange, insist }: Props<SettingsOf<K>>) {
  return (field: TextOf<SettingsOf<K>>, said: Said, missing: string | null = text.authorize.required(said.label)) => (
    <TextField
      {...said}
      value={String(settings[field])}
      onChange={(value) => onChange({ ...settings, [field]: value })}
      error={settings[field] === '' ? missing : null}
      insist={insist}
      testId={`destination-${field}`}
    />
  )
}
