import { useEffect, useState } from 'react'

import { useDo } from '../../app/engine'
import { go, href } from '../../app/route'
import type { ConnectorSource } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { FaultPanel } from '../../parts/FaultPanel'
import { Icon } from '../../parts/Icon'
import { Loading } from '../../parts/Loading'
import { Page } from '../../parts/Page'
import { text } from '../../text'
import { keptDraft } from '../author/draft'
import styles from './AddConnector.module.css'
import { Plan } from './Plan'
import { Source } from './Source'

const words = text.add

/** Adds a connector: where it comes from, what it will do, and only then the button that adds it. */
export function AddConnector({ draft, file }: { draft: boolean; file?: string | undefined }) {
  const inspect = useDo('inspect_connector')
  const { mutate: look } = inspect
  const [source, setSource] = useState<ConnectorSource | null>(() =>
    draft ? { text: keptDraft() } : file ? { path: file } : null,
  )
  useEffect(() => {
    if (source) look({ source })
  }, [source, look])
  const again = () => source && look({ source })
  const other = () => {
    setSource(null)
    inspect.reset()
    if (draft) go({ screen: 'author', connector: null })
  }
  if (inspect.data) return <Adding key={inspect.data.plan} plan={inspect.data} onOther={other} />
  return (
    <Page title={words.title} lead={words.lead}>
      {inspect.error && (
        <div className={styles['trouble']}>
          <FaultPanel fault={inspect.error} onAction={again} />
        </div>
      )}
      {draft ? (
        !inspect.error && <Loading />
      ) : (
        <>
          <Source busy={inspect.isPending} onSource={(next) => setSource({ ...next })} />
          <Own />
        </>
      )}
    </Page>
  )
}

type AddingProps = { plan: Parameters<typeof Plan>[0]['plan']; onOther: () => void }

function Adding({ plan, onOther }: AddingProps) {
  const add = useDo('add_connector')
  const say = useSay()
  const now = () => {
    const onSuccess = () => {
      say.aloud(words.added(plan.name))
      go({ screen: 'catalogue' })
    }
    if (!add.isPending) add.mutate({ plan: plan.plan }, { onSuccess })
  }
  return (
    <Page title={words.plan(plan.name)} lead={words.planSays}>
      <Plan plan={plan} fault={add.error} busy={add.isPending} onAdd={now} onOther={onOther} />
    </Page>
  )
}

/** The way to the editor, for those who have nothing to add yet. */
const Own = () => (
  <section className={styles['own']} aria-labelledby="own-title">
    <Icon name="pencil" />
    <div>
      <h2 id="own-title">{words.own}</h2>
      <p>{words.ownSays}</p>
    </div>
    <a href={href({ screen: 'author', connector: null })} data-testid="to-author">
      {words.author}
    </a>
  </section>
)
