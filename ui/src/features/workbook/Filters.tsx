import { Popover } from '@base-ui/react/popover'
import { type FormEvent, useEffect, useState } from 'react'

import type { ColumnView, Filter, FilterOp } from '../../generated/rpc'
import { Button, buttonClass } from '../../parts/Button'
import { SelectField, TextField } from '../../parts/Field'
import { Icon } from '../../parts/Icon'
import { SearchField } from '../../parts/SearchField'
import { text } from '../../text'
import styles from './Filters.module.css'
import { titleOf } from './layout'

const words = text.workbook
const OPS: readonly FilterOp[] = ['contains', 'equals', 'notEquals', 'greater', 'less', 'empty', 'notEmpty']
/** The store is asked when typing rests. */
const TYPING = 200

/** Finds in any column. */
export function Search({ value, onSearch }: { value: string; onSearch: (value: string) => void }) {
  const [typed, setTyped] = useState(value)
  const [seen, setSeen] = useState(value)
  // *Clear filters* empties the field too.
  if (value !== seen) {
    setSeen(value)
    if (value === '') setTyped('')
  }
  useEffect(() => {
    const timer = setTimeout(() => typed.trim() !== value && onSearch(typed.trim()), TYPING)
    return () => clearTimeout(timer)
  }, [typed, value, onSearch])
  return (
    <div className={styles['search']}>
      <SearchField
        label={words.search}
        value={typed}
        onChange={setTyped}
        onKeyDown={(event) => event.key === 'Escape' && setTyped('')}
        testId="row-search"
      />
    </div>
  )
}

/** A filter in use; a click removes it. */
export function FilterChip({ filter, onRemove }: { filter: Filter; onRemove: () => void }) {
  const says = words.filter(filter.column ?? '', words.op[filter.op], filter.value)
  return (
    <button
      type="button"
      className={styles['chip']}
      onClick={onRemove}
      aria-label={words.removeFilter(says)}
      data-testid={`filter-${filter.column}`}
    >
      <span>{says}</span>
      <Icon name="close" size={14} />
    </button>
  )
}

/** Adds a filter on one column. */
export function AddFilter({ columns, onAdd }: { columns: ColumnView[]; onAdd: (filter: Filter) => void }) {
  const [open, setOpen] = useState(false)
  const add = (filter: Filter) => {
    onAdd(filter)
    setOpen(false)
  }
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className={buttonClass('quiet')} data-testid="add-filter">
        <Icon name="filter" size={18} />
        {words.addFilter}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className={styles['positioner']} sideOffset={6} align="start">
          <Popover.Popup className={styles['popup']} aria-label={words.apply}>
            <FilterForm columns={columns} onAdd={add} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function FilterForm({ columns, onAdd }: { columns: ColumnView[]; onAdd: (filter: Filter) => void }) {
  const [column, setColumn] = useState(columns[0]?.name ?? '')
  const [op, setOp] = useState<FilterOp>('contains')
  const [value, setValue] = useState('')
  const needsValue = op !== 'empty' && op !== 'notEmpty'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // React's events pass through portals: a form around it, the wizard's, is not meant.
    event.stopPropagation()
    if (column && (!needsValue || value.trim())) onAdd({ column, op, value: needsValue ? value.trim() : '' })
  }
  return (
    <form className={styles['form']} onSubmit={submit}>
      <SelectField
        label={words.column}
        value={column}
        onChange={setColumn}
        options={columns.map((one) => ({ value: one.name, title: titleOf(one) }))}
        testId="filter-column"
      />
      <SelectField
        label={words.condition}
        value={op}
        onChange={(next) => setOp(OPS.find((known) => known === next) ?? 'contains')}
        options={OPS.map((known) => ({ value: known, title: words.op[known] }))}
        testId="filter-op"
      />
      {needsValue && <TextField label={words.value} value={value} onChange={setValue} testId="filter-value" />}
      <div className={styles['actions']}>
        <Button look="primary" type="submit" data-testid="filter-apply">
          {words.apply}
        </Button>
      </div>
    </form>
  )
}
