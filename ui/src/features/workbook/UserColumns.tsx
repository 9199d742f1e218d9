import { type FormEvent, useDeferredValue, useState } from 'react'

import { type Doing, useAsk, useDo } from '../../app/engine'
import type { ColumnView, FormulaCheck, TabView, UserKind } from '../../generated/rpc'
import { useHost } from '../../host'
import { Button } from '../../parts/Button'
import { Dialog, DialogActions } from '../../parts/Dialog'
import { FaultPanel } from '../../parts/FaultPanel'
import { SelectField, TextField } from '../../parts/Field'
import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import { useRemoval } from './useRemoval'
import styles from './UserColumns.module.css'

const words = text.workbook.userColumns
const KINDS: readonly UserKind[] = ['note', 'tags', 'formula']

/** The button that adds a column; where rows have no key it says why there is nothing to add. */
export function AddColumn({ tab }: { tab: TabView }) {
  const [open, setOpen] = useState(false)
  const keyed = tab.columns.some(({ key }) => key)
  return (
    <>
      <Button look="quiet" data-testid="add-column" onClick={() => setOpen(true)}>
        <Icon name="add" size={18} />
        {words.add}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={words.addTitle} testId="column-dialog">
        {keyed ? <ColumnForm tab={tab} column={null} onClose={() => setOpen(false)} /> : <p data-testid="no-key">{words.noKey}</p>}
      </Dialog>
    </>
  )
}

type Props = { tab: TabView; column: ColumnView | null; onClose: () => void }

/** Changes a column that somebody added. */
export function ChangeColumn({ tab, column, onClose }: Props) {
  return (
    <Dialog open={column !== null} onClose={onClose} title={words.changeTitle(column?.name ?? '')} testId="column-dialog">
      {column && <ColumnForm tab={tab} column={column} onClose={onClose} />}
    </Dialog>
  )
}

function ColumnForm({ tab, column, onClose }: Props) {
  const [name, setName] = useState(column?.name ?? '')
  const [kind, setKind] = useState<UserKind>(column?.user?.kind ?? 'note')
  const [formula, setFormula] = useState(column?.user?.formula ?? '')
  const [insist, setInsist] = useState(false)
  const [add, change, remove] = [useDo('add_user_column'), useDo('change_user_column'), useDo('remove_user_column')]
  const onRemove = useRemove(tab, column, remove, onClose)
  const fault = add.error ?? change.error ?? remove.error
  const own = column?.user?.id
  const save = (event: FormEvent) => {
    event.preventDefault()
    setInsist(true)
    if (!name.trim()) return
    const asked = { tab: tab.id, name: name.trim(), formula: kind === 'formula' ? formula : null }
    if (own) change.mutate({ ...asked, column: own }, { onSuccess: onClose })
    else add.mutate({ ...asked, kind }, { onSuccess: onClose })
  }
  return (
    <form onSubmit={save} className={styles['form']}>
      <TextField label={words.name} value={name} onChange={setName} error={name.trim() ? null : words.nameMissing} insist={insist} testId="column-name" />
      {!own && (
        <SelectField
          label={words.kind}
          value={kind}
          onChange={(next) => setKind(KINDS.find((known) => known === next) ?? 'note')}
          options={KINDS.map((known) => ({ value: known, title: words.kinds[known] }))}
          testId="column-kind"
        />
      )}
      {kind === 'formula' && <FormulaField tab={tab} column={own ?? null} value={formula} onChange={setFormula} />}
      {fault && <FaultPanel fault={fault} />}
      {own && <p className={styles['note']}>{words.removeSays}</p>}
      <DialogActions>
        {own && (
          <Button look="quiet" data-testid="column-remove" onClick={() => void onRemove(own)}>
            {words.remove}
          </Button>
        )}
        <Button look="quiet" data-testid="column-cancel" onClick={onClose}>
          {text.actions.cancel}
        </Button>
        <Button look="primary" type="submit" busy={add.isPending || change.isPending} data-testid="column-save">
          {words.save}
        </Button>
      </DialogActions>
    </form>
  )
}

/** Removes a column, and offers to take that back. */
function useRemove(tab: TabView, column: ColumnView | null, remove: Doing<'remove_user_column'>, onClose: () => void) {
  const host = useHost()
  const removed = useRemoval()
  const name = column?.name ?? ''
  const restore = async (id: string) => {
    await host.rpc('restore_user_column', { tab: tab.id, column: id })
    return words.restored(name)
  }
  return (id: string) =>
    remove.mutateAsync({ tab: tab.id, column: id }).then(
      () => {
        onClose()
        removed({ says: words.removed(name), restore: () => restore(id) })
      },
      // The dialog shows the fault.
      () => undefined,
    )
}

type FormulaProps = { tab: TabView; column: string | null; value: string; onChange: (value: string) => void }

/** A formula, checked while it is typed, with what it gives in the first rows. */
function FormulaField({ tab, column, value, onChange }: FormulaProps) {
  const asked = useDeferredValue(value)
  const { data: check } = useAsk('check_formula', { tab: tab.id, formula: asked, column }, { enabled: asked.trim() !== '', fresh: true })
  return (
    <>
      <TextField label={words.formula} value={value} onChange={onChange} hint={words.formulaHint} testId="column-formula" />
      <p className={styles['check']} role="status" data-testid="formula-check" data-wrong={check?.mistake ? '' : undefined}>
        {check && value.trim() !== '' && says(check)}
      </p>
      <details className={styles['functions']}>
        <summary data-testid="formula-functions">{words.functions}</summary>
        <dl>
          {text.workbook.functions.map(([signature, does]) => (
            <div key={signature}>
              <dt>{signature}</dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  )
}

function says({ mistake, examples }: FormulaCheck): string {
  if (mistake) return text.workbook.mistakes[mistake.kind](mistake.name ?? '', mistake.at + 1)
  return words.examples(examples.map((value) => value ?? words.blank).join(' · '))
}
