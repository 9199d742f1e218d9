import { type FormEvent, useState } from 'react'

import { useDo } from '../../app/engine'
import { useFaultAction } from '../../app/faultAction'
import type { AttemptView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { FaultPanel } from '../../parts/FaultPanel'
import { TextField } from '../../parts/Field'
import { Fold } from '../../parts/Fold'
import { PanelSays } from '../../parts/Panel'
import { text } from '../../text'
import { addressTrouble } from './paste'
import styles from './PastePanel.module.css'

const words = text.waiting

type Props = { id: string; attempt: AttemptView }

/** For providers that cannot send the browser back to this computer: the person brings the answer. */
export function PastePanel({ id, attempt }: Props) {
  return (
    <div className={styles['paste']} data-testid="paste">
      <ol className={styles['steps']}>
        {words.pasteSteps(attempt.host).map((says) => (
          <li key={says}>{says}</li>
        ))}
      </ol>
      <PasteForm id={id} attempt={attempt} />
    </div>
  )
}

/** The same where the browser usually comes back by itself, on demand. */
export function PasteElsewhere({ id, attempt }: Props) {
  return (
    <Fold title={words.elsewhereTitle} testId="paste-elsewhere">
      <PanelSays>{words.elsewhereSays}</PanelSays>
      <PasteForm id={id} attempt={attempt} />
    </Fold>
  )
}

/** The address holds a code that works once: it is sent as a secret and forgotten here at once. */
function PasteForm({ id, attempt }: Props) {
  const [address, setAddress] = useState('')
  const [tried, setTried] = useState(false)
  const paste = useDo('paste_address')
  const act = useFaultAction({ id, attempt, approval: null, signsWithKey: false }, () => paste.reset())
  const trouble = addressTrouble(address, attempt)
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (trouble || paste.isPending) return
    paste.mutate({ id, address: address.trim() })
    setAddress('')
    setTried(false)
  }
  return (
    <form className={styles['form']} onSubmit={send} noValidate>
      <TextField
        label={words.pasteField}
        value={address}
        onChange={setAddress}
        placeholder={words.pastePlaceholder(attempt.redirectUri)}
        error={trouble}
        insist={tried}
        testId="paste-address"
      />
      {paste.error && <FaultPanel fault={paste.error} onAction={act} />}
      <Button look="primary" type="submit" busy={paste.isPending} data-testid="paste-send">
        {words.pasteSend}
      </Button>
    </form>
  )
}
