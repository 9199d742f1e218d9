import { type FormEvent, useState } from 'react'

import { useDo } from '../../app/engine'
import { go } from '../../app/route'
import type { AccountChange, AccountDecision, ConnectionView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { Choice } from '../../parts/Choice'
import { Dialog, DialogActions } from '../../parts/Dialog'
import { FaultPanel } from '../../parts/FaultPanel'
import { PanelActions, PanelSays } from '../../parts/Panel'
import { text } from '../../text'
import styles from './WaitingPanel.module.css'

const words = text.waiting

type Props = { connection: ConnectionView; change: AccountChange }

/** Another account consented than the connection's own. Until the user decides, nothing is changed. */
export function AccountPanel({ connection, change }: Props) {
  const [open, setOpen] = useState(true)
  const says = words.accountSays(change.expected, change.found)
  return (
    <>
      <PanelSays>{says}</PanelSays>
      <PanelActions>
        <Button look="primary" data-testid="account-decide" onClick={() => setOpen(true)}>
          {words.accountDecide}
        </Button>
      </PanelActions>
      <Dialog open={open} onClose={() => setOpen(false)} title={words.accountTitle} testId="account-dialog">
        <AccountForm connection={connection} change={change} />
      </Dialog>
    </>
  )
}

function AccountForm({ connection: { id, rows }, change: { expected, found } }: Props) {
  // What keeps both accounts' rows whole is proposed.
  const [decision, setDecision] = useState<AccountDecision>('addAsNew')
  const decide = useDo('decide_account')
  const options = [
    { value: 'replace' as const, title: words.accountChoice.replace(found), says: words.accountReplaceSays(rows) },
    { value: 'addAsNew' as const, title: words.accountChoice.addAsNew(found), says: words.accountAddSays(rows) },
    { value: 'cancel' as const, title: words.accountChoice.cancel(expected), says: words.accountCancelSays(rows) },
  ].map((option) => ({ ...option, testId: `account-${option.value}` }))
  const confirm = (event?: FormEvent) => {
    event?.preventDefault()
    if (decide.isPending) return
    const onSuccess = (view: ConnectionView) => {
      if (view.id !== id) go({ screen: 'connect', id: view.id, step: null })
    }
    decide.mutate({ id, decision }, { onSuccess })
  }
  return (
    <form className={styles['form']} onSubmit={confirm}>
      <p>{words.accountSays(expected, found)}</p>
      <Choice legend={words.accountLegend} options={options} value={decision} onChange={setDecision} />
      {decide.error && <FaultPanel fault={decide.error} onAction={() => confirm()} />}
      <DialogActions>
        <Button look="primary" type="submit" busy={decide.isPending} data-testid="account-confirm">
          {words.accountConfirm[decision]}
        </Button>
      </DialogActions>
    </form>
  )
}
