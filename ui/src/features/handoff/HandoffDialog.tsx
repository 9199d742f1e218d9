import { type FormEvent, useState } from 'react'

import { useAsk, useDo } from '../../app/engine'
import type { ConnectionView, HandoffPlan, HandoffTarget } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { Choice } from '../../parts/Choice'
import { Dialog, DialogActions } from '../../parts/Dialog'
import { FaultPanel } from '../../parts/FaultPanel'
import { TextField } from '../../parts/Field'
import { Loading } from '../../parts/Loading'
import { Note } from '../../parts/Note'
import { text } from '../../text'
import styles from './Handoff.module.css'
import { NextSteps } from './NextSteps'

type Props = { connection: ConnectionView; open: boolean; onClose: () => void }

const words = text.handoff
const TARGETS: HandoffTarget[] = ['pyairbyte', 'meltano', 'airbyte']

/** Says what of a connection goes to a server and what does not, writes the project, and says what comes next. */
export function HandoffDialog({ connection, open, onClose }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={words.title(connection.name)} wide testId="handoff-dialog">
      <Inside connection={connection} onClose={onClose} />
    </Dialog>
  )
}

function Inside({ connection: { id }, onClose }: Omit<Props, 'open'>) {
  const { data: plan, error, refetch } = useAsk('handoff_plan', { id })
  const [target, setTarget] = useState<HandoffTarget>('pyairbyte')
  const write = useDo('hand_off')
  if (write.data) return <NextSteps plan={plan} target={target} folder={write.data.folder} onClose={onClose} />
  if (error) {
    return (
      <>
        <FaultPanel fault={error} onAction={() => void refetch()} />
        <DialogActions>
          <Button look="quiet" data-testid="handoff-cancel" onClick={onClose}>
            {text.actions.close}
          </Button>
        </DialogActions>
      </>
    )
  }
  if (!plan) return <Loading />
  return (
    <HandoffForm
      plan={plan}
      target={target}
      onTarget={setTarget}
      onWrite={(folder) => write.mutate({ id, target, folder })}
      writing={write.isPending}
      fault={write.error}
      onClose={onClose}
    />
  )
}

type FormProps = {
  plan: HandoffPlan
  target: HandoffTarget
  onTarget: (target: HandoffTarget) => void
  onWrite: (folder: string) => void
  writing: boolean
  fault: ReturnType<typeof useDo<'hand_off'>>['error']
  onClose: () => void
}

function HandoffForm({ plan, target, onTarget, onWrite, writing, fault, onClose }: FormProps) {
  const [folder, setFolder] = useState('')
  const [tried, setTried] = useState(false)
  const attempt = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (folder.trim()) onWrite(folder.trim())
  }
  return (
    <form className={styles['form']} onSubmit={attempt}>
      <p className={styles['lead']}>{words.lead}</p>
      <Choice<HandoffTarget>
        legend={words.target}
        options={TARGETS.map((one) => ({ value: one, ...words.targets[one], testId: `handoff-${one}` }))}
        value={target}
        onChange={onTarget}
      />
      <Plan plan={plan} />
      <TextField
        label={words.folder}
        hint={words.folderHint}
        value={folder}
        onChange={setFolder}
        error={folder.trim() ? null : words.folderMissing}
        insist={tried}
        testId="handoff-folder"
      />
      {fault && <FaultPanel fault={fault} />}
      <DialogActions>
        <Button look="quiet" data-testid="handoff-cancel" onClick={onClose}>
          {text.actions.cancel}
        </Button>
        <Button look="primary" type="submit" busy={writing} data-testid="handoff-write">
          {words.write}
        </Button>
      </DialogActions>
    </form>
  )
}

/** What goes, what does not. */
function Plan({ plan: { streams, inputs } }: { plan: HandoffPlan }) {
  const named = (which: (stream: (typeof streams)[number]) => boolean) => streams.filter(which).map(({ name }) => name)
  const goingOn = named(({ goesOn }) => goesOn)
  const whole = named(({ goesOn }) => !goesOn)
  const narrowed = named((stream) => stream.narrowed)
  return (
    <>
      <div className={styles['plan']}>
        <section data-testid="handoff-goes">
          <h3 className={styles['heading']}>{words.goes}</h3>
          <ul className={styles['list']}>
            {goingOn.length > 0 && <li>{words.goesOn(goingOn)}</li>}
            {whole.length > 0 && <li>{words.whole(whole)}</li>}
            {inputs.length > 0 && <li>{words.inputs(inputs)}</li>}
            <li>{words.manifest}</li>
          </ul>
        </section>
        <section data-testid="handoff-stays">
          <h3 className={styles['heading']}>{words.stays}</h3>
          <ul className={styles['list']}>
            <li>{words.noSecrets}</li>
            <li>{words.noRows}</li>
          </ul>
        </section>
      </div>
      {narrowed.length > 0 && (
        <Note look="warn" icon="warning" title={words.narrowed(narrowed)} testId="handoff-narrowed" />
      )}
    </>
  )
}
