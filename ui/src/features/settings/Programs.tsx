import { useAsk } from '../../app/engine'
import type { CallerView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { classes } from '../../parts/classes'
import { FaultPanel } from '../../parts/FaultPanel'
import { Group, Row } from '../../parts/Group'
import { Icon } from '../../parts/Icon'
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
  const row = (caller: CallerView) => (
    <Caller key={caller.id} caller={caller} connection={nameOf(caller.connection)} decide={decide} />
  )
  const waiting = callers.filter(({ allowed }) => allowed === null)
  const answered = callers.filter(({ allowed }) => allowed !== null)
  return (
    <div data-testid="programs">
      {decide.error && <FaultPanel fault={decide.error} />}
      {waiting.length > 0 && (
        <Group title={words.waits} waits>
          {waiting.map(row)}
        </Group>
      )}
      {answered.length > 0 && <Group title={words.answered}>{answered.map(row)}</Group>}
    </div>
  )
}

type CallerProps = { caller: CallerView; connection: string; decide: ReturnType<typeof useDecide> }

/** A program: its name and file, whose tokens it asked for, and the answer. */
function Caller({ caller, connection, decide }: CallerProps) {
  const { id, program, askedAt } = caller
  return (
    <Row
      icon="terminal"
      title={shortName(program)}
      says={
        <>
          <span className={programStyles['path']} title={program}>
            {program}
          </span>
          {words.of(connection)} · <Moment at={askedAt} says={words.askedAt} testId={`caller-${id}-asked`} />
        </>
      }
      testId={`caller-${id}`}
    >
      <Answer caller={caller} connection={connection} decide={decide} />
    </Row>
  )
}

function Answer({ caller, connection, decide }: CallerProps) {
  const { id, program, allowed } = caller
  return (
    <>
      {allowed !== null && (
        <p className={classes(programStyles['state'], programStyles[allowed ? 'allowed' : 'refused'])} data-testid={`caller-${id}-state`}>
          <Icon name={allowed ? 'check' : 'close'} size={14} />
          {allowed ? words.allowed : words.refused}
        </p>
      )}
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
    </>
  )
}
