import { useState } from 'react'

import { useAsk, useDo } from '../../app/engine'
import { useFaultAction } from '../../app/faultAction'
import { go } from '../../app/route'
import type { Action, ConnectionView, ConnectorDetail, Mode, StreamView } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { Button } from '../../parts/Button'
import { FaultPanel } from '../../parts/FaultPanel'
import { Loading } from '../../parts/Loading'
import { SearchField } from '../../parts/SearchField'
import { text } from '../../text'
import { ColumnsDialog } from '../columns/ColumnsDialog'
import { isMissingPermission, useAskGrant } from '../grant/ask'
import { useEstimates } from './estimates'
import { matching, proposed, type Selection, setModes, toSend } from './selection'
import { FootNote, StepForm } from './StepForm'
import { StreamList } from './StreamList'
import styles from './StreamsStep.module.css'
import type { StepProps } from './Wizard'

const words = text.streams

/** Step 3: which streams, and how each is synced. */
export function StreamsStep(props: StepProps) {
  const { connection } = props
  const streams = useAsk('streams', { id: connection.id }, { fresh: true })
  const retry = () => void streams.refetch()
  const act = useFaultAction(connection, retry)
  if (streams.data) return <StreamPicker {...props} streams={streams.data} />
  return (
    <StepForm name="streams-loading" wide title={words.title} lead={words.lead} onContinue={() => undefined} foot={null}>
      {streams.error ? <FaultPanel fault={streams.error} onAction={act} /> : <Loading />}
    </StepForm>
  )
}

function StreamPicker({ connection, connector, streams }: StepProps & { streams: StreamView[] }) {
  const [selection, setSelection] = useState(() => proposed(streams))
  const [query, setQuery] = useState('')
  const [nothing, setNothing] = useState(false)
  const [opened, setOpened] = useState<string | null>(null)
  const select = useDo('select_streams')
  const { id } = connection
  const found = matching(streams, query)
  const rows = rowsOf(connection)
  const estimates = useEstimates(id, streams, selection.ticked, rows)
  const advance = () => {
    const chosen = toSend(selection, streams)
    setNothing(chosen.length === 0)
    if (chosen.length === 0 || select.isPending) return
    select.mutate({ id, streams: chosen }, { onSuccess: () => go({ screen: 'connect', id, step: 'entity' }) })
  }
  const act = useFaultAction(connection, advance)
  const { ask, error: refused } = useAskGrant(connection)
  const mend = (action: Action, { name, unavailable }: StreamView) => {
    if (unavailable && isMissingPermission(unavailable)) ask(scopesOf(connector, name))
    else act(action)
  }
  const change = (next: Selection) => {
    setSelection(next)
    setNothing(false)
  }
  return (
    <StepForm
      name="streams"
      wide
      title={words.title}
      lead={words.lead}
      onContinue={advance}
      foot={<Foot count={selection.ticked.size} nothing={nothing} busy={select.isPending} />}
    >
      <Tools query={query} onQuery={setQuery} selection={selection} streams={streams} onSelection={change} />
      <StreamList
        found={found}
        all={streams}
        filtered={query.trim() !== ''}
        selection={selection}
        rows={rows}
        estimates={estimates}
        onSelection={change}
        onColumns={setOpened}
        onClear={() => setQuery('')}
        onAction={mend}
      />
      {opened && <ColumnsDialog connection={id} stream={opened} onClose={() => setOpened(null)} />}
      {refused && <FaultPanel fault={refused} onAction={() => ask()} />}
      {select.error && <FaultPanel fault={select.error} onAction={act} />}
    </StepForm>
  )
}

/** How many rows each stream had when it was last read to its end. Nothing is known of the others. */
const rowsOf = ({ streams }: ConnectionView): ReadonlyMap<string, number> =>
  new Map(streams.flatMap(({ name, rows, syncedAt }) => (syncedAt ? [[name, rows] as const] : [])))

/** The permissions that a stream needs. */
const scopesOf = ({ scopes }: ConnectorDetail, stream: string): string[] =>
  scopes.filter(({ streams }) => streams.includes(stream)).map(({ scope }) => scope)

type ToolsProps = {
  query: string
  onQuery: (query: string) => void
  selection: Selection
  streams: StreamView[]
  onSelection: (selection: Selection) => void
}

function Tools({ query, onQuery, selection, streams, onSelection }: ToolsProps) {
  const say = useSay()
  const setAll = (mode: Mode) => {
    const { selection: next, kept } = setModes(selection, streams, mode)
    onSelection(next)
    if (kept.length > 0) say.aloud(words.modeKept(kept))
  }
  return (
    <div className={styles['tools']}>
      <SearchField label={words.search} value={query} onChange={onQuery} testId="stream-search" />
      <div className={styles['modes']} role="group" aria-label={words.setMode}>
        <span aria-hidden="true">{words.setMode}</span>
        <Button data-testid="mode-all-incremental" onClick={() => setAll('incrementalAppendDedupe')}>
          {words.modeShort.incremental}
        </Button>
        <Button data-testid="mode-all-full" onClick={() => setAll('fullRefreshReplace')}>
          {words.modeShort.full}
        </Button>
      </div>
    </div>
  )
}

function Foot({ count, nothing, busy }: { count: number; nothing: boolean; busy: boolean }) {
  return (
    <>
      <FootNote>
        <span role="alert" data-testid="streams-nothing">
          {nothing && words.nothing}
        </span>
      </FootNote>
      <Button look="primary" large type="submit" busy={busy} data-testid="continue-streams">
        {count > 0 ? words.continueWith(count) : text.actions.continue}
      </Button>
    </>
  )
}
