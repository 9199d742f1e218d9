import { go, href, type Step, STEPS } from '../../app/route'
import type { ConnectionView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { ConnectorIcon } from '../../parts/ConnectorIcon'
import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import styles from './Wizard.module.css'

const words = text.wizard

/** Which connector is being connected, which step of how many, and the way out. */
export function WizardHead({ connection, shown }: { connection: ConnectionView; shown: Step }) {
  const { id, icon, name } = connection
  const reached =
    connection.step === 'done' ? STEPS.length : Math.max(STEPS.indexOf(connection.step), STEPS.indexOf(shown))
  return (
    <div className={styles['top']}>
      <p className={styles['connector']} title={name}>
        <ConnectorIcon svg={icon} size={28} />
        <span>{name}</span>
      </p>
      <ol className={styles['steps']} aria-label={words.steps}>
        {STEPS.map((step, index) => (
          <li key={step}>
            <StepMark
              id={id}
              step={step}
              index={index}
              reached={index <= reached}
              current={step === shown}
              done={index < STEPS.indexOf(shown)}
            />
          </li>
        ))}
      </ol>
      <Button look="quiet" data-testid="leave" onClick={() => go({ screen: 'connections' })}>
        {connection.state === 'draft' ? words.leave : text.actions.close}
      </Button>
    </div>
  )
}

type MarkProps = { id: string; step: Step; index: number; reached: boolean; current: boolean; done: boolean }

function StepMark({ id, step, index, reached, current, done }: MarkProps) {
  const content = (
    <>
      <span className={styles['number']}>{done ? <Icon name="check" size={14} /> : index + 1}</span>
      <span className={styles['word']}>{words.step[step]}</span>
    </>
  )
  const marks = {
    className: styles['step'],
    'data-done': done ? '' : undefined,
    title: words.position(index + 1, STEPS.length),
  }
  if (!reached || current) {
    return (
      <span {...marks} aria-current={current ? 'step' : undefined}>
        {content}
      </span>
    )
  }
  return (
    <a {...marks} href={href({ screen: 'connect', id, step })} data-testid={`step-${step}`}>
      {content}
    </a>
  )
}
