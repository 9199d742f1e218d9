import type { HandoffPlan, HandoffTarget } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { useCopy } from '../../parts/clipboard'
import { DialogActions } from '../../parts/Dialog'
import { Note } from '../../parts/Note'
import { text } from '../../text'
import styles from './Handoff.module.css'

type Props = { plan: HandoffPlan | undefined; target: HandoffTarget; folder: string; onClose: () => void }

const words = text.handoff

/** Where the project is, and what is to be done with it. */
export function NextSteps({ plan, target, folder, onClose }: Props) {
  const copy = useCopy()
  const signIn = plan && words.signIn[plan.signIn]
  return (
    <div className={styles['form']}>
      <Note look="good" icon="check" title={words.written} testId="handoff-written">
        <p className={styles['place']}>{folder}</p>
      </Note>
      <section>
        <h3 className={styles['heading']}>{words.next}</h3>
        <ol className={styles['steps']} data-testid="handoff-steps">
          <li>{words.bring}</li>
          {plan && plan.variables.length > 0 && (
            <li>
              {words.set}
              <ul className={styles['variables']}>
                {plan.variables.map((variable) => (
                  <li key={variable}>{variable}</li>
                ))}
              </ul>
            </li>
          )}
          {signIn && <li>{signIn}</li>}
          <li>{words.run[target]}</li>
        </ol>
      </section>
      <DialogActions>
        <Button data-testid="handoff-copy" onClick={() => void copy(folder, words.copied)}>
          {words.copyFolder}
        </Button>
        <Button look="primary" data-testid="handoff-close" onClick={onClose}>
          {text.actions.close}
        </Button>
      </DialogActions>
    </div>
  )
}
