import { useEffect } from 'react'

import { useAsk, useDo } from '../../app/engine'
import { useFaultAction } from '../../app/faultAction'
import { go } from '../../app/route'
import type { Action, CheckName, CheckView, ConnectionView, Outcome } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { Button, Spinner } from '../../parts/Button'
import { classes } from '../../parts/classes'
import { FaultPanel } from '../../parts/FaultPanel'
import { Icon, type IconName } from '../../parts/Icon'
import { text } from '../../text'
import { FootNote, StepForm } from './StepForm'
import styles from './TestStep.module.css'
import type { StepProps } from './Wizard'

const words = text.test
const CHECKS: readonly CheckName[] = ['reach', 'token', 'scopes', 'read']
const ICONS: Record<Outcome, IconName> = { passed: 'check', failed: 'close', skipped: 'minus' }
/** Without these nothing can be read. Missing permissions only disable the streams that need them. */
const NEEDED = new Set<CheckName>(['reach', 'token'])

/** Step 2: what works and what does not, each failure with what mends it. */
export function TestStep({ connection }: StepProps) {
  const { id } = connection
  const test = useAsk('test', { id }, { fresh: true })
  const again = () => void test.refetch()
  const act = useFaultAction(connection, again)
  const checks = test.isFetching ? undefined : test.data
  const failed = checks?.some(({ outcome }) => outcome === 'failed') ?? false
  const blocked = !checks || checks.some(({ name, outcome }) => outcome === 'failed' && NEEDED.has(name))
  const verdict = !checks ? words.running : failed ? words.failed : words.passed
  useVerdict(checks && verdict)
  const advance = () => {
    if (!blocked) go({ screen: 'connect', id, step: 'streams' })
  }
  return (
    <StepForm
      name="test"
      title={words.title}
      lead={verdict}
      onContinue={advance}
      foot={<Foot blocked={blocked} testing={test.isFetching} onAgain={again} />}
    >
      <Account connection={connection} />
      {test.error && !test.isFetching ? (
        <FaultPanel fault={test.error} onAction={act} />
      ) : (
        <Checks checks={checks} onAction={act} />
      )}
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

function Checks({ checks, onAction }: { checks: CheckView[] | undefined; onAction: (action: Action) => void }) {
  return (
    <ul className={styles['checks']} data-testid="checks">
      {checks
        ? checks.map((check) => <Check key={check.name} {...check} onAction={onAction} />)
        : CHECKS.map((name) => <Check key={name} name={name} outcome="running" says="" fault={null} />)}
    </ul>
  )
}

type CheckProps = Omit<CheckView, 'outcome'> & { outcome: Outcome | 'running'; onAction?: (action: Action) => void }

function Check({ name, outcome, says, fault, onAction }: CheckProps) {
  return (
    <li className={styles['check']} data-testid={`check-${name}`} data-outcome={outcome}>
      <span className={classes(styles['mark'], styles[outcome])}>
        {outcome === 'running' ? <Spinner /> : <Icon name={ICONS[outcome]} size={16} />}
      </span>
      <div>
        <p className={styles['name']}>{words.check[name]}</p>
        {says && <p className={styles['says']}>{says}</p>}
      </div>
      <span className={styles['outcome']}>{words.outcome[outcome]}</span>
      {fault && (
        <div className={styles['fault']}>
          <FaultPanel fault={fault} onAction={onAction} />
        </div>
      )}
    </li>
  )
}

function Foot({ blocked, testing, onAgain }: { blocked: boolean; testing: boolean; onAgain: () => void }) {
  return (
    <>
      <FootNote>{null}</FootNote>
      <Button
        look={blocked && !testing ? 'primary' : 'quiet'}
        icon="refresh"
        busy={testing}
        data-testid="test-again"
        onClick={onAgain}
      >
        {words.again}
      </Button>
      <Button
        look={blocked && !testing ? 'plain' : 'primary'}
        large
        type="submit"
        disabled={blocked}
        data-testid="continue-test"
      >
        {text.actions.continue}
      </Button>
    </>
  )
}
