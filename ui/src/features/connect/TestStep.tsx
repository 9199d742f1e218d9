import { useEffect } from 'react'

import { useAsk, useDo } from '../../app/engine'
import { useFaultAction } from '../../app/faultAction'
import { relabelled } from '../../app/key'
import { go } from '../../app/route'
import type { Action, CheckName, CheckView, ConnectionView, Outcome } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { Button } from '../../parts/Button'
import { FaultPanel } from '../../parts/FaultPanel'
import { FindingLine, Findings } from '../../parts/Findings'
import { Note } from '../../parts/Note'
import { text } from '../../text'
import { AccessFacts } from '../grant/AccessFacts'
import { GrantNotes } from '../grant/GrantNotes'
import { useQuickFinish } from './quick'
import { FootNote, StepForm } from './StepForm'
import styles from './TestStep.module.css'
import type { StepProps } from './Wizard'

const words = text.test
const CHECKS: readonly CheckName[] = ['reach', 'token', 'scopes', 'read']
/** Without these nothing can be read. Missing permissions only disable the streams that need them. */
const NEEDED = new Set<CheckName>(['reach', 'token'])

/** Step 2: what works and what does not, each failure with what mends it. */
export function TestStep({ connection, connector }: StepProps) {
  const { id } = connection
  const test = useAsk('test', { id }, { fresh: true })
  const again = () => void test.refetch()
  const act = useFaultAction(connection, again)
  const checks = test.isFetching ? undefined : test.data?.map((check) => ({ ...check, fault: check.fault && relabelled(connection, check.fault) }))
  const failed = checks?.some(({ outcome }) => outcome === 'failed') ?? false
  const blocked = !checks || checks.some(({ name, outcome }) => outcome === 'failed' && NEEDED.has(name))
  const refused = test.isFetching ? null : test.error
  const well = connection.grant?.missing.length ? words.partly : words.passed
  const verdict = failed || refused ? words.failed : checks ? well : words.running
  useVerdict(checks && verdict)
  const quick = useQuickFinish(connection, connector)
  const advance = () => {
    if (!blocked) go({ screen: 'connect', id, step: 'streams' })
  }
  // One button that tries again, not two.
  const offered = test.error ?? checks?.find(({ fault }) => fault?.button?.action === 'retry')?.fault
  return (
    <StepForm
      name="test"
      title={words.title}
      lead={verdict}
      onContinue={quick.proposed && !blocked ? quick.finish : advance}
      foot={
        <Foot
          blocked={blocked}
          testing={test.isFetching}
          onAgain={offered && !test.isFetching ? undefined : again}
          quick={blocked ? null : quick}
          onContinue={advance}
        />
      }
    >
      <Account connection={connection} />
      <SameAccount connection={connection} />
      {refused ? (
        <FaultPanel fault={refused} onAction={act} />
      ) : (
        <Checks checks={checks} onAction={act} />
      )}
      {quick.error && <FaultPanel fault={quick.error} onAction={quick.finish} />}
      <GrantNotes connection={connection} />
      <AccessFacts connection={connection} nameless />
    </StepForm>
  )
}

/** Says how the test went; the eye sees it at the checks. */
function useVerdict(verdict: string | undefined): void {
  const say = useSay()
  useEffect(() => {
    if (verdict) say.quietly(verdict)
  }, [verdict, say])
}

function Account({ connection: { id, account } }: { connection: ConnectionView }) {
  const authorize = useDo('authorize')
  if (!account) return null
  return (
    <div className={styles['account']}>
      <span data-testid="account">{words.account(account)}</span>
      <Button
        look="quiet"
        busy={authorize.isPending}
        data-testid="other-account"
        onClick={() => authorize.mutate({ id })}
      >
        {words.otherAccount}
      </Button>
      {authorize.error && <FaultPanel fault={authorize.error} onAction={() => authorize.mutate({ id })} />}
    </div>
  )
}

/** Says where the same account of the same place is connected already; going on keeps both. */
function SameAccount({ connection: { id, connector, account, inputs } }: { connection: ConnectionView }) {
  const { data } = useAsk('connections', {})
  const place = JSON.stringify(inputs)
  const other = data?.find(
    (one) =>
      one.id !== id && one.connector === connector && one.account === account && JSON.stringify(one.inputs) === place,
  )
  if (!account || !other) return null
  return (
    <Note
      look="warn"
      icon="people"
      title={words.sameAccount(other.name)}
      testId="same-account"
      actions={
        <Button data-testid="open-other" onClick={() => go({ screen: 'connection', id: other.id })}>
          {words.openOther}
        </Button>
      }
    >
      <p>{words.sameAccountSays}</p>
    </Note>
  )
}

function Checks({ checks, onAction }: { checks: CheckView[] | undefined; onAction: (action: Action) => void }) {
  return (
    <Findings testId="checks">
      {checks
        ? checks.map((check) => <Check key={check.name} {...check} onAction={onAction} />)
        : CHECKS.map((name) => <Check key={name} name={name} outcome="running" says="" fault={null} />)}
    </Findings>
  )
}

type CheckProps = Omit<CheckView, 'outcome'> & { outcome: Outcome | 'running'; onAction?: (action: Action) => void }

function Check({ name, outcome, says, fault, onAction }: CheckProps) {
  return (
    <FindingLine
      name={words.check[name]}
      outcome={outcome}
      word={words.outcome[outcome]}
      says={says}
      testId={`check-${name}`}
    >
      {fault && <FaultPanel fault={fault} onAction={onAction} />}
    </FindingLine>
  )
}

type FootProps = {
  blocked: boolean
  testing: boolean
  /** Absent where a fault above offers to try again. */
  onAgain: (() => void) | undefined
  /** Absent while nothing can be read. */
  quick: ReturnType<typeof useQuickFinish> | null
  onContinue: () => void
}

function Foot({ blocked, testing, onAgain, quick, onContinue }: FootProps) {
  const stuck = blocked && !testing
  const first = quick?.proposed ?? false
  return (
    <>
      <FootNote>{quick?.offered && words.quickSays(quick.entity)}</FootNote>
      {onAgain && (
        <Button
          look={stuck ? 'primary' : 'quiet'}
          icon="refresh"
          busy={testing}
          data-testid="test-again"
          onClick={onAgain}
        >
          {words.again}
        </Button>
      )}
      {quick?.offered && !first && (
        <Button busy={quick.isPending} data-testid="finish-recommended" onClick={quick.finish}>
          {words.quick}
        </Button>
      )}
      <Button
        look={stuck || first ? 'plain' : 'primary'}
        large
        type={first ? 'button' : 'submit'}
        disabled={blocked}
        data-testid="continue-test"
        onClick={first ? onContinue : undefined}
      >
        {first ? words.look : text.actions.continue}
      </Button>
      {quick?.offered && first && (
        <Button look="primary" large type="submit" busy={quick.isPending} data-testid="finish-recommended">
          {words.quick}
        </Button>
      )}
    </>
  )
}
