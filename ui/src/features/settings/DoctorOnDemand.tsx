import { useState } from 'react'

import type { Action } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { text } from '../../text'
import styles from './Doctor.module.css'
import { DoctorFindings } from './DoctorFindings'

const words = text.doctor

/** The doctor beside a fault that this computer may be the cause of. */
export function DoctorOnDemand({ connector, onAction }: { connector: string; onAction: (action: Action) => void }) {
  const [open, setOpen] = useState(false)
  return (
    <div className={styles['demand']}>
      <div className={styles['offer']}>
        <Button icon="pulse" aria-expanded={open} data-testid="doctor-here" onClick={() => setOpen(!open)}>
          {open ? words.hide : words.here}
        </Button>
        <p>{words.hereSays}</p>
      </div>
      {open && <DoctorFindings connector={connector} onAction={onAction} brief />}
    </div>
  )
}
