import type { ConnectorPlan, FaultView, FormField, PlannedStream } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { classes } from '../../parts/classes'
import { Fact, Facts } from '../../parts/Facts'
import { FaultPanel } from '../../parts/FaultPanel'
import { Icon } from '../../parts/Icon'
import { Note } from '../../parts/Note'
import { Unseen } from '../../parts/Unseen'
import { text } from '../../text'
import { list } from '../../text/format'
import styles from './AddConnector.module.css'

const words = text.add

type Props = {
  plan: ConnectorPlan
  fault: FaultView | null
  busy: boolean
  onAdd: () => void
  /** Goes back to choose another one. */
  onOther: () => void
}

/** What a connector will do: whom it talks to, how it signs in, what it asks for, which streams run and which do not. */
export function Plan({ plan, fault, busy, onAdd, onOther }: Props) {
  const { hosts, signIn, form, streams, replaces, signedBy, origin } = plan
  const runs = streams.filter((stream) => stream.runs).length
  return (
    <div className={styles['plan']} data-testid="plan">
      {replaces && (
        <Note look="warn" icon="warning" title={words.replaces(replaces)} testId="plan-replaces" />
      )}
      <Facts>
        <Fact name={words.hosts} testId="plan-hosts">
          {hosts.length === 0 ? words.hostsNone : <Hosts hosts={hosts} />}
        </Fact>
        <Fact name={words.signIn} says={signIn.says} testId="plan-sign-in">
          {words.signInKind[signIn.kind]}
        </Fact>
        <Fact name={words.asks} testId="plan-asks">
          {form.fields.length === 0 ? words.asksNothing : list(titles(form.fields))}
        </Fact>
        {origin === 'pack' && (
          <Fact name={words.signature} testId="plan-signature">
            {signedBy ? words.signedBy(signedBy) : words.unsigned}
          </Fact>
        )}
      </Facts>
      <Warnings warnings={plan.warnings} />
      <Streams streams={streams} />
      {fault && <FaultPanel fault={fault} onAction={onAdd} />}
      <div className={styles['foot']}>
        {runs === 0 && <p className={styles['says']}>{words.nothingRuns}</p>}
        <Button look="quiet" data-testid="plan-other" onClick={onOther}>
          {words.other}
        </Button>
        <Button look="primary" large disabled={runs === 0} busy={busy} data-testid="plan-add" onClick={onAdd}>
          {replaces ? words.replace : words.confirm}
        </Button>
      </div>
    </div>
  )
}

const Hosts = ({ hosts }: { hosts: string[] }) =>
  hosts.map((host) => (
    <code key={host} className={styles['host']}>
      {host}
    </code>
  ))

const titles = (fields: FormField[]): string[] => fields.map(({ title }) => title)

function Warnings({ warnings }: { warnings: string[] }) {
  if (warnings.length === 0) return null
  return (
    <Note look="calm" icon="warning" title={words.warnings} testId="plan-warnings">
      <ul>
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </Note>
  )
}

/** The streams, those that cannot run first: they are what there is to know. */
function Streams({ streams }: { streams: PlannedStream[] }) {
  const runs = streams.filter((stream) => stream.runs)
  return (
    <section aria-labelledby="plan-streams">
      <h2 id="plan-streams" className={styles['title']}>
        {words.streams(runs.length, streams.length)}
      </h2>
      <ul className={styles['streams']} data-testid="plan-streams">
        {[...streams.filter((stream) => !stream.runs), ...runs].map((stream) => (
          <Stream key={stream.name} stream={stream} />
        ))}
      </ul>
    </section>
  )
}

const Stream = ({ stream: { name, runs, reasons } }: { stream: PlannedStream }) => (
  <li className={styles['stream']} data-testid={`plan-stream-${name}`} data-runs={runs}>
    <span className={classes(styles['mark'], runs ? styles['runs'] : styles['not'])}>
      <Icon name={runs ? 'check' : 'close'} size={16} />
      <Unseen>{runs ? words.runs : words.runsNot}</Unseen>
    </span>
    <span className={styles['name']}>{name}</span>
    {reasons.map(({ file, line, path, reason }) => (
      <p key={`${path}-${reason}`} className={styles['reason']}>
        {reason}
        <code>{words.place(file, line, path)}</code>
      </p>
    ))}
  </li>
)
