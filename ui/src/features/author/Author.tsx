import { useState } from 'react'

import { useAsk, useDo } from '../../app/engine'
import { go } from '../../app/route'
import { useSay } from '../../parts/Announcer'
import { Button } from '../../parts/Button'
import { Dialog, DialogActions } from '../../parts/Dialog'
import { FaultPanel } from '../../parts/FaultPanel'
import { Page } from '../../parts/Page'
import { useRested } from '../../parts/rested'
import { text } from '../../text'
import styles from './Author.module.css'
import { Begin } from './Begin'
import { useDraft } from './draft'
import { Editor } from './Editor'
import { Problems } from './Problems'
import { TryOut } from './TryOut'

const words = text.author
/** The manifest is looked at when typing rests, in milliseconds. */
const TYPING = 300

/** Where a connector is written and tried out: the manifest with what is wrong in it, beside a stream's first pages. */
export function Author({ connector }: { connector: string | null }) {
  return connector ? <OfCatalogue connector={connector} /> : <OfDraft />
}

function OfDraft() {
  const [draft, setDraft] = useDraft()
  const [line, setLine] = useState(1)
  const [asked, setAsked] = useState({ line: 0, times: 0 })
  const rested = useRested(draft, TYPING)
  const written = rested.trim() !== ''
  const problems = useAsk('check_manifest', { text: rested }, { enabled: written, fresh: true })
  const plan = useAsk('inspect_connector', { source: { text: rested } }, { enabled: written, fresh: true })
  if (draft.trim() === '') return <Begin onText={setDraft} />
  const found = problems.data ?? []
  return (
    <Page
      wide
      title={words.title}
      lead={words.lead}
      actions={
        <>
          <Button look="quiet" data-testid="author-clear" onClick={() => setDraft('')}>
            {words.startAgain}
          </Button>
          <Button data-testid="author-add" onClick={() => go({ screen: 'add', draft: true })}>
            {text.add.confirm}
          </Button>
        </>
      }
    >
      <div className={styles['columns']}>
        <section className={styles['column']} aria-label={words.manifest}>
          <Editor text={draft} onText={setDraft} problems={found} line={line} onLine={setLine} goTo={asked} />
          {problems.error ? (
            <FaultPanel fault={problems.error} onAction={() => void problems.refetch()} quiet />
          ) : (
            <Problems
              problems={found}
              looking={problems.isFetching || rested !== draft}
              onGo={(wanted) => setAsked(({ times }) => ({ line: wanted, times: times + 1 }))}
            />
          )}
        </section>
        <TryOut
          target={{ manifest: draft }}
          connector={null}
          streams={plan.data?.streams.filter(({ runs }) => runs).map(({ name }) => name) ?? []}
          looking={plan.isFetching || rested !== draft}
        />
      </div>
    </Page>
  )
}

function OfCatalogue({ connector }: { connector: string }) {
  const detail = useAsk('connector', { connector })
  const { data: connections } = useAsk('connections', {})
  const using = connections?.find((one) => one.connector === connector && one.state !== 'draft')
  const streams = useAsk('streams', { id: using?.id ?? '' }, { enabled: using !== undefined })
  if (detail.error) {
    return (
      <Page title={words.tryTitle(connector)}>
        <FaultPanel fault={detail.error} onAction={() => void detail.refetch()} />
      </Page>
    )
  }
  const name = detail.data?.name ?? connector
  return (
    <Page title={words.tryTitle(name)} lead={words.tryLead} actions={<Remove connector={connector} name={name} />}>
      <TryOut
        target={{ connector }}
        connector={connector}
        streams={streams.data?.map((stream) => stream.name) ?? []}
        looking={streams.isFetching}
        proposed={using?.id}
      />
    </Page>
  )
}

/** Takes an added connector away. The engine refuses what came with it or is in use, and says so. */
function Remove({ connector, name }: { connector: string; name: string }) {
  const [open, setOpen] = useState(false)
  const remove = useDo('remove_connector')
  const say = useSay()
  const close = () => {
    setOpen(false)
    remove.reset()
  }
  const gone = () => {
    say.aloud(text.add.removed(name))
    go({ screen: 'catalogue' })
  }
  const now = () => {
    if (!remove.isPending) remove.mutate({ connector }, { onSuccess: gone })
  }
  return (
    <>
      <Button look="quiet" icon="trash" data-testid="remove-connector" onClick={() => setOpen(true)}>
        {text.add.remove}
      </Button>
      <Dialog open={open} onClose={close} title={text.add.removeTitle(name)} testId="remove-dialog">
        <p>{text.add.removeSays}</p>
        {remove.error && <FaultPanel fault={remove.error} onAction={now} />}
        <DialogActions>
          <Button look="quiet" data-testid="remove-cancel" onClick={close}>
            {text.actions.cancel}
          </Button>
          <Button look="danger" busy={remove.isPending} data-testid="remove-confirm" onClick={now}>
            {text.add.remove}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  )
}
