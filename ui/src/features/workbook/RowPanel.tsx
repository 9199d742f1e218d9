import { useEffect, useRef } from 'react'

import { useAsk } from '../../app/engine'
import type { ColumnView, TabView } from '../../generated/rpc'
import { IconButton } from '../../parts/Button'
import { useCopy } from '../../parts/clipboard'
import { FaultPanel } from '../../parts/FaultPanel'
import { Loading } from '../../parts/Loading'
import { text } from '../../text'
import { face, type Value, whole } from './cell'
import { titleOf } from './layout'
import styles from './RowPanel.module.css'
import { SidePanel } from './SidePanel'
import type { View } from './view'

const words = text.workbook

type Props = {
  tab: TabView
  view: View
  /** Which row, from 0. */
  row: number
  /** The name of the column to bring in sight. */
  column: string | undefined
  onClose: () => void
}

/** A row in full, beside the grid: long text unbroken, JSON indented, the chosen column in sight. */
export function RowPanel({ tab, view, row, column: chosen, onClose }: Props) {
  const answer = useAsk('rows', { tab: tab.id, query: { offset: row, limit: 1, ...view } })
  const cells = answer.data?.rows[0]
  return (
    <SidePanel title={words.detail(row + 1)} testId="row-panel" onClose={onClose}>
      {answer.error && <FaultPanel fault={answer.error} onAction={() => void answer.refetch()} />}
      {!answer.error && !cells && <Loading />}
      {cells && (
        <dl className={styles['fields']}>
          {tab.columns.map((column, index) => (
            <Field key={column.name} column={column} value={cells[index] ?? null} current={column.name === chosen} />
          ))}
        </dl>
      )}
    </SidePanel>
  )
}

function Field({ column, value, current }: { column: ColumnView; value: Value; current: boolean }) {
  const copy = useCopy()
  const field = useRef<HTMLDivElement>(null)
  const { name, cell } = column
  const { kind } = face(value, cell)
  const full = whole(value, cell)
  useEffect(() => {
    if (current) field.current?.scrollIntoView?.({ block: 'nearest' })
  }, [current])
  return (
    <div ref={field} className={styles['field']} data-current={current ? '' : undefined}>
      <dt className={styles['name']}>
        {titleOf(column)}
        <IconButton
          icon="copy"
          label={words.copyValue(titleOf(column))}
          data-testid={`copy-value-${name}`}
          onClick={() => void copy(value === null ? '' : full, text.actions.copied)}
        />
      </dt>
      <dd className={styles['value']} data-testid={`value-${name}`}>
        {kind === 'null' && <span className={styles['none']}>{words.nullCell}</span>}
        {kind === 'empty' && <span className={styles['none']}>{words.emptyCell}</span>}
        {kind === 'json' && <pre className={styles['json']}>{full}</pre>}
        {(kind === 'text' || kind === 'number' || kind === 'flag') && full}
      </dd>
    </div>
  )
}
