import { useState } from 'react'

import { useAsk, useDo } from '../../app/engine'
import type { StreamColumns } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { Dialog, DialogActions } from '../../parts/Dialog'
import { FaultPanel } from '../../parts/FaultPanel'
import { Loading } from '../../parts/Loading'
import { SearchField } from '../../parts/SearchField'
import { text } from '../../text'
import { ColumnRow } from './ColumnRow'
import styles from './ColumnsDialog.module.css'
import { begun, changesKey, type Draft, open as opened, personal, toSend, treat, written } from './draft'
import { RowFilters } from './RowFilters'

const words = text.columns
/** So many are read at a glance; more get a search. */
const AT_A_GLANCE = 10

type Props = { connection: string; stream: string; onClose: () => void }

/** Chooses what is written of a stream: its columns, how, what they are called, and which rows. */
export function ColumnsDialog(props: Props) {
  const { connection: id, stream, onClose } = props
  const columns = useAsk('stream_columns', { id, stream }, { fresh: true })
  return (
    <Dialog open wide onClose={onClose} title={words.title(stream)} testId="columns-dialog">
      {columns.error && <FaultPanel fault={columns.error} onAction={() => void columns.refetch()} />}
      {!columns.error && !columns.data && <Loading />}
      {columns.data && <Chooser {...props} before={columns.data} />}
    </Dialog>
  )
}

function Chooser({ connection: id, stream, onClose, before }: Props & { before: StreamColumns }) {
  const [draft, setDraft] = useState(() => begun(before))
  const keep = useDo('choose_columns')
  const save = () =>
    keep.mutate(
      { id, stream, choice: toSend(draft) },
      { onSuccess: ({ outdated }) => outdated || onClose() },
    )
  if (keep.data?.outdated) return <Outdated connection={id} stream={stream} onClose={onClose} />
  return (
    <>
      <p className={styles['lead']}>{words.lead}</p>
      <Personal draft={draft} onDraft={setDraft} />
      <Columns draft={draft} onDraft={setDraft} />
      <RowFilters cursor={before.cursor} draft={draft} onDraft={setDraft} />
      {changesKey(draft, before) && (
        <p className={styles['warning']} role="status">
          {words.keyChanges}
        </p>
      )}
      {keep.error && <FaultPanel fault={keep.error} onAction={save} />}
      <DialogActions>
        <Button look="quiet" data-testid="columns-cancel" onClick={onClose}>
          {text.actions.cancel}
        </Button>
        <Button look="primary" busy={keep.isPending} data-testid="columns-save" onClick={save}>
          {words.save}
        </Button>
      </DialogActions>
    </>
  )
}

type DraftProps = { draft: Draft; onDraft: (draft: Draft) => void }

/** Proposes what to do with columns that are probably about a person. Nothing is done unasked. */
function Personal({ draft, onDraft }: DraftProps) {
  const names = personal(draft).map(({ name }) => name)
  if (names.length === 0) return null
  return (
    <section className={styles['personal']} aria-label={words.personalTitle} data-testid="columns-personal">
      <p>{words.personal(names)}</p>
      <div>
        <Button data-testid="personal-hash" onClick={() => onDraft(treat(draft, names, 'hash'))}>
          {words.hashThem}
        </Button>
        <Button data-testid="personal-leave" onClick={() => onDraft(treat(draft, names, 'leave'))}>
          {words.leaveThem}
        </Button>
      </div>
    </section>
  )
}

function Columns({ draft, onDraft }: DraftProps) {
  const [query, setQuery] = useState('')
  const all = opened(draft)
  const wanted = query.trim().toLowerCase()
  const found = all.filter(({ name, title }) => `${name} ${title ?? ''}`.toLowerCase().includes(wanted))
  const names = found.map(({ name }) => name)
  return (
    <>
      <div className={styles['tools']}>
        {all.length > AT_A_GLANCE && (
          <SearchField label={words.find} value={query} onChange={setQuery} testId="choice-search" />
        )}
        <span data-testid="columns-written">{words.written(written(draft).length)}</span>
        <Button look="quiet" data-testid="choose-all" onClick={() => onDraft(treat(draft, names, 'keep'))}>
          {words.all}
        </Button>
        <Button look="quiet" data-testid="choose-none" onClick={() => onDraft(treat(draft, names, 'leave'))}>
          {words.none}
        </Button>
      </div>
      {all.length === 0 && <p className={styles['lead']}>{words.unknown}</p>}
      {/* The list scrolls by keys also where none of its fields has the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className={styles['list']} tabIndex={0} aria-label={words.list} data-testid="choices">
        {found.map((column) => (
          <ColumnRow key={column.name} column={column} draft={draft} onDraft={onDraft} />
        ))}
      </ul>
    </>
  )
}

/** After a change: rows that are there follow when the stream is read again. */
function Outdated({ connection: id, stream, onClose }: Props) {
  const again = useDo('read_again')
  return (
    <>
      <p data-testid="columns-outdated">{words.outdated}</p>
      {again.error && <FaultPanel fault={again.error} />}
      <DialogActions>
        <Button look="quiet" data-testid="read-later" onClick={onClose}>
          {words.later}
        </Button>
        <Button
          look="primary"
          busy={again.isPending}
          data-testid="read-again"
          onClick={() => again.mutate({ id, stream }, { onSuccess: onClose })}
        >
          {words.again}
        </Button>
      </DialogActions>
    </>
  )
}
