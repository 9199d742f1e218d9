import { useState } from 'react'

import { useAsk, useDo } from '../../app/engine'
import type { ChangedRowView, ChangeGroup, PointView, TabView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { Dialog, DialogActions } from '../../parts/Dialog'
import { FaultPanel } from '../../parts/FaultPanel'
import { SelectField } from '../../parts/Field'
import { Icon } from '../../parts/Icon'
import { Loading } from '../../parts/Loading'
import { text } from '../../text'
import { dateTime } from '../../text/format'
import { face, type Value } from './cell'
import styles from './Changes.module.css'

const words = text.workbook.changes
const GROUPS: readonly ChangeGroup[] = ['added', 'changed', 'removed']
const DAYS: readonly number[] = [0, 7, 30, 90, 365]
/** Rows of a page, as the engine gives them. */
const PAGE = 100

/** *What changed*: the tab now against what it was after a sync. */
export function ChangesButton({ tab, entity }: { tab: TabView; entity: string }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button look="quiet" data-testid="changes-open" onClick={() => setOpen(true)}>
        <Icon name="clock" size={18} />
        {words.open}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={words.title} testId="changes" wide>
        <Changes tab={tab} entity={entity} />
        <DialogActions>
          <Button data-testid="changes-close" onClick={() => setOpen(false)}>
            {text.actions.close}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  )
}

function Changes({ tab, entity }: { tab: TabView; entity: string }) {
  const points = useAsk('points', { tab: tab.id }, { fresh: true })
  const [chosen, setChosen] = useState<string | null>(null)
  if (points.error) return <FaultPanel fault={points.error} onAction={() => void points.refetch()} />
  if (!points.data) return <Loading />
  // The one before the latest: since the latest nothing can have changed.
  const since = chosen ?? (points.data[1] ?? points.data[0])?.sync
  return (
    <div className={styles['changes']}>
      <div className={styles['choice']}>
        {since && (
          <SelectField
            label={words.since}
            value={since}
            onChange={setChosen}
            options={points.data.map((point, index) => ({ value: point.sync, title: named(point, index === 0) }))}
            testId="changes-since"
          />
        )}
        <Keep entity={entity} />
      </div>
      {since ? <Since key={since} tab={tab} since={since} /> : <p data-testid="changes-none">{words.none}</p>}
    </div>
  )
}

const named = ({ at, rows }: PointView, latest: boolean): string =>
  latest ? words.latest(dateTime(at), rows) : words.point(dateTime(at), rows)

function Keep({ entity }: { entity: string }) {
  const days = useAsk('history_days', { entity }, { fresh: true })
  const set = useDo('set_history_days')
  if (days.data === undefined) return null
  const shown = set.variables?.days ?? days.data
  return (
    <SelectField
      label={words.keep}
      value={String(shown)}
      onChange={(next) => set.mutate({ entity, days: Number(next) })}
      options={[...new Set([...DAYS, shown])].map((count) => ({ value: String(count), title: words.days(count) }))}
      testId="history-days"
    />
  )
}

function Since({ tab, since }: { tab: TabView; since: string }) {
  const [group, setGroup] = useState<ChangeGroup>('changed')
  const [pages, setPages] = useState(1)
  const { data, error, refetch } = useAsk('changes', { tab: tab.id, since, group, offset: 0 }, { fresh: true })
  if (error) return <FaultPanel fault={error} onAction={() => void refetch()} />
  if (!data) return <Loading />
  const choose = (next: ChangeGroup) => {
    setGroup(next)
    setPages(1)
  }
  return (
    <>
      <div className={styles['groups']} role="group" aria-label={words.title}>
        {GROUPS.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === group}
            className={styles['group']}
            data-testid={`changes-${one}`}
            onClick={() => choose(one)}
          >
            {words.groups[one](data[one])}
          </button>
        ))}
      </div>
      <div className={styles['rows']} data-testid="changes-rows">
        {data[group] === 0 && <p>{words.nothing[group]}</p>}
        {Array.from({ length: pages }, (_, page) => (
          <PageOf key={page} tab={tab} since={since} group={group} offset={page * PAGE} />
        ))}
        {data[group] > pages * PAGE && (
          <Button look="quiet" data-testid="changes-more" onClick={() => setPages(pages + 1)}>
            {words.more}
          </Button>
        )}
      </div>
    </>
  )
}

type PageProps = { tab: TabView; since: string; group: ChangeGroup; offset: number }

function PageOf({ tab, since, group, offset }: PageProps) {
  const { data, error } = useAsk('changes', { tab: tab.id, since, group, offset }, { fresh: true })
  if (error) return <FaultPanel fault={error} />
  return data?.rows.map((row) => <ChangedRow key={row.key} tab={tab} row={row} group={group} />)
}

function ChangedRow({ tab, row, group }: { tab: TabView; row: ChangedRowView; group: ChangeGroup }) {
  const shown = (value: Value, name: string) => {
    const { kind, text: said } = face(value, tab.columns.find((column) => column.name === name)?.cell ?? 'text')
    if (kind === 'null') return <span className={styles['none']}>{text.workbook.nullCell}</span>
    return kind === 'empty' ? <span className={styles['none']}>{text.workbook.emptyCell}</span> : said
  }
  return (
    <section className={styles['row']} data-testid={`change-${row.key}`} aria-label={row.key}>
      <h3>{row.key}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.column}</th>
            {group !== 'added' && <th scope="col">{words.before}</th>}
            {group !== 'removed' && <th scope="col">{words.after}</th>}
          </tr>
        </thead>
        <tbody>
          {row.cells.map(({ column, before, after }) => (
            <tr key={column}>
              <th scope="row">{column}</th>
              {group !== 'added' && <td className={styles['before']}>{shown(before, column)}</td>}
              {group !== 'removed' && <td className={styles['after']}>{shown(after, column)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
