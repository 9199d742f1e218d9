import { useEffect } from 'react'

import { useAsk } from '../../app/engine'
import { go } from '../../app/route'
import type { Action, Finding } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { Button, Spinner } from '../../parts/Button'
import { FaultPanel } from '../../parts/FaultPanel'
import { FindingLine, Findings } from '../../parts/Findings'
import { Icon } from '../../parts/Icon'
import { Loading } from '../../parts/Loading'
import { text } from '../../text'
import styles from './Doctor.module.css'

const words = text.doctor

type Props = {
  /** Whose redirect is looked at as well; null: only this computer. */
  connector: string | null
  /** Does what a finding's button says. *Retry* looks again. Without it only what works anywhere is offered. */
  onAction?: (action: Action) => void
  /** Shows only what is not as it should be. */
  brief?: boolean
}

/** What the doctor finds, troubles first, each with what mends it. It looks anew whenever it is opened. */
export function DoctorFindings({ connector, onAction, brief = false }: Props) {
  const doctor = useAsk('doctor', { connector }, { fresh: true })
  const again = () => void doctor.refetch()
  const findings = doctor.isFetching ? undefined : doctor.data
  const ill = findings?.filter(({ outcome }) => outcome === 'failed').length ?? 0
  const verdict = findings && (ill > 0 ? words.ill(ill) : words.well)
  const say = useSay()
  useEffect(() => {
    if (verdict) say.quietly(verdict)
  }, [verdict, say])
  if (doctor.error && !doctor.isFetching) {
    return (
      <div className={styles['fault']}>
        <FaultPanel fault={doctor.error} onAction={again} />
      </div>
    )
  }
  if (!doctor.data) return <Loading />
  const order = ['failed', 'skipped', 'passed']
  const sorted = doctor.data.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))
  const shown = brief ? sorted.filter(({ outcome }) => outcome !== 'passed') : sorted
  const doing = (action: Action): (() => void) | undefined => {
    if (action === 'retry') return again
    if (action === 'connections') return () => go({ screen: 'connections' })
    return onAction && (() => onAction(action))
  }
  return (
    <div className={styles['doctor']}>
      <div className={styles['head']} data-look={verdict ? (ill > 0 ? 'ill' : 'well') : 'busy'}>
        <span className={styles['mark']}>
          {verdict ? <Icon name={ill > 0 ? 'warning' : 'check'} size={brief ? 20 : 26} /> : <Spinner />}
        </span>
        <div className={styles['verdict']}>
          <p className={styles['says']} data-testid="doctor-verdict">
            {verdict ?? words.checking}
          </p>
          {!brief && <p className={styles['rest']}>{words.looked(doctor.data.length)}</p>}
        </div>
        <Button icon="refresh" busy={doctor.isFetching} data-testid="doctor-again" onClick={again}>
          {words.again}
        </Button>
      </div>
      {shown.length > 0 && (
        <Findings testId="findings">
          {shown.map((finding) => (
            <Line
              key={finding.name}
              finding={finding}
              running={doctor.isFetching}
              onPress={finding.button ? doing(finding.button.action) : undefined}
            />
          ))}
        </Findings>
      )}
      {brief && <p className={styles['rest']}>{words.rest(doctor.data.length - shown.length)}</p>}
    </div>
  )
}

type LineProps = { finding: Finding; running: boolean; onPress: (() => void) | undefined }

function Line({ finding: { name, outcome, says, fix, button }, running, onPress }: LineProps) {
  return (
    <FindingLine
      name={name}
      outcome={running ? 'running' : outcome}
      word={running ? words.checking : words.outcome[outcome]}
      says={says}
      testId={`finding-${name}`}
    >
      {!running && fix && (
        <div className={styles['fix']}>
          <p>{fix}</p>
          {button && onPress && (
            <Button data-testid={`finding-${name}-action`} onClick={onPress}>
              {button.label}
            </Button>
          )}
        </div>
      )}
    </FindingLine>
  )
}
