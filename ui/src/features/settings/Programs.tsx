import { useAsk } from '../../app/engine'
import type { CallerView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { classes } from '../../parts/classes'
import { FaultPanel } from '../../parts/FaultPanel'
import { Loading } from '../../parts/Loading'
import { Moment } from '../../parts/Moment'
import { text } from '../../text'
import { shortName, useDecide, useNames } from './callers'
import programStyles from './Programs.module.css'
import styles from './Settings.module.css'

const words = text.programs

/** Which program may have access tokens of which connection. Every answer may be changed later. */
export function Programs() {
  const callers = useAsk('callers', {}, { fresh: true })
  if (callers.error) return <FaultPanel fault={callers.error} onAction={() => void callers.refetch()} />
  if (!callers.data) return <Loading />
  return (
    <>
      <p className={styles['lead']}>{words.lead}</p>
      {callers.data.length === 0 ? (
        <div className={styles['none']} data-testid="nothing">
          <p>{words.none}</p>
          <p>{words.noneSays}</p>
        </div>
      ) : (
        <List callers={callers.data} />
      )}
    </>
  )
}

function List({ callers }: { callers: CallerView[] }) {
  const decide = useDecide()
  const nameOf = useNames()
  return (
    <>
      {decide.error && <FaultPanel fault={decide.error} />}
      <ul className={programStyles['list']} data-testid="programs">
        {callers.map((caller) => (
          <li key={caller.id} className={programStyles['caller']} data-testid={`caller-${caller.id}`}>
            <div className={programStyles['program']}>
              <p className={programStyles['name']}>{shortName(caller.program)}</p>
              <p className={programStyles['path']} title={caller.program}>
                {caller.program}
              </p>
            </div>
            <p className={programStyles['for']}>{words.of(nameOf(caller.connection))}</p>
            <Answer caller={caller} connection={nameOf(caller.connection)} decide={decide} />
          </li>
        ))}
      </ul>
    </>
  )
}

type AnswerProps = { caller: CallerView; connection: string; decide: ReturnType<typeof useDecide> }

function Answer({ caller, connection, decide }: AnswerProps) {
  const { id, program, allowed } = caller
  return (
    <div className={programStyles['answer']}>
      <div className={programStyles['said']}>
        <p
          className={classes(programStyles['state'], allowed === null && programStyles['waits'])}
          data-testid={`caller-${id}-state`}
        >
          {allowed === null ? words.waits : allowed ? words.allowed : words.refused}
        </p>
        <p className={programStyles['asked']}>
          <Moment at={caller.askedAt} says={words.askedAt} testId={`caller-${id}-asked`} />
        </p>
      </div>
      {allowed !== false && (
        <Button
          look="quiet"
          busy={decide.isPending}
          aria-label={words.refuseNamed(shortName(program), connection)}
          data-testid={`refuse-${id}`}
          onClick={() => decide.answer(caller, 'refuse')}
        >
          {words.refuse}
        </Button>
      )}
      {allowed !== true && (
        <Button
          busy={decide.isPending}
          aria-label={words.allowNamed(shortName(program), connection)}
          data-testid={`allow-${id}`}
          onClick={() => decide.answer(caller, 'allow')}
        >
          {words.allow}
        </Button>
      )}
    </div>
  )
}
