import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react'

import { useAsk, useDo } from '../../app/engine'
import { go, href } from '../../app/route'
import type { ConnectorView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { FaultPanel } from '../../parts/FaultPanel'
import { Loading } from '../../parts/Loading'
import { MainSearch } from '../../parts/MainSearch'
import { Page } from '../../parts/Page'
import { text } from '../../text'
import styles from './Catalogue.module.css'
import { find, prepare } from './search'
import { Tile } from './Tile'

const words = text.catalogue

/** All connectors, with a search that has the focus; Enter opens the first one found. */
export function Catalogue() {
  const catalogue = useAsk('catalogue', {})
  const draft = useDo('create_draft')
  const [query, setQuery] = useState('')
  const deferred = useDeferredValue(query)
  // The field is drawn at each key before its tiles are: that looks for nothing anew.
  const found = useMemo(() => find(catalogue.data ?? [], deferred), [catalogue.data, deferred])
  useEffect(() => prepare(catalogue.data ?? []), [catalogue.data])
  const { mutate: create } = draft
  const open = useCallback(
    (connector: string) =>
      create({ connector }, { onSuccess: ({ id }) => go({ screen: 'connect', id, step: 'authorize' }) }),
    [create],
  )
  if (catalogue.error) {
    return (
      <Page title={words.title}>
        <FaultPanel fault={catalogue.error} onAction={() => void catalogue.refetch()} />
      </Page>
    )
  }
  if (!catalogue.data) return <Loading />
  const openFirst = () => {
    const first = find(catalogue.data, query)[0]
    if (first) open(first.id)
  }
  return (
    <Page title={words.title} lead={words.lead} actions={<AddConnector />}>
      <MainSearch
        className={styles['search']}
        label={words.search}
        query={query}
        count={words.found(found.length)}
        onQuery={setQuery}
        onEnter={openFirst}
        testId="catalogue"
      />
      {draft.error && <FaultPanel fault={draft.error} />}
      {found.length > 0 ? (
        <Tiles query={deferred} connectors={found} onOpen={open} />
      ) : (
        <None query={deferred} onClear={() => setQuery('')} />
      )}
    </Page>
  )
}

const AddConnector = () => (
  <Button icon="add" data-testid="add-connector" onClick={() => go({ screen: 'add', draft: false })}>
    {words.add}
  </Button>
)

/** So many are drawn at first, and with each step more. */
const STEP = 120
/** What a tile takes at least, with the room beside it, and what the window shows beside and above the tiles, in pixels. */
const TILE = { width: 284, height: 180 }
const AROUND = { width: 296, height: 160 }

/** So many at first of what a search finds, each key being answered at once: the rows that the window shows, and no more. */
function inWindow(): number {
  const across = Math.floor((window.innerWidth - AROUND.width) / TILE.width)
  const down = Math.ceil((window.innerHeight - AROUND.height) / TILE.height)
  return Math.max(12, across * down)
}

type TilesProps = { query: string; connectors: ConnectorView[]; onOpen: (connector: string) => void }

function Tiles({ query, connectors, onOpen }: TilesProps) {
  // Tiles that another query finds as well stay as they are; how many are drawn begins anew.
  const first = query === '' ? STEP : inWindow()
  const [drawn, setDrawn] = useState({ query, count: first })
  const count = drawn.query === query ? drawn.count : first
  const more = () => setDrawn({ query, count: count + STEP })
  const rest = connectors.length - count
  return (
    <>
      <ul className={styles['tiles']}>
        {connectors.slice(0, count).map((connector) => (
          <li key={connector.id}>
            <Tile connector={connector} onOpen={onOpen} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <div className={styles['more']} ref={(edge) => whenSeen(edge, more)}>
          <Button data-testid="catalogue-more" onClick={more}>
            {words.more(Math.min(STEP, rest))}
          </Button>
        </div>
      )}
    </>
  )
}

/** Calls `then` once an element comes in sight. The result ends it. */
function whenSeen(element: Element | null, then: () => void): (() => void) | undefined {
  if (!element || !('IntersectionObserver' in window)) return undefined
  const observer = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && then())
  observer.observe(element)
  return () => observer.disconnect()
}

function None({ query, onClear }: { query: string; onClear: () => void }) {
  return (
    <div className={styles['none']} data-testid="catalogue-none">
      <h2>{words.none(query)}</h2>
      <p>{words.noneFix}</p>
      <div className={styles['noneActions']}>
        <Button data-testid="catalogue-none-clear" onClick={onClear}>
          {words.clear}
        </Button>
        <Button icon="add" data-testid="catalogue-none-add" onClick={() => go({ screen: 'add', draft: false })}>
          {words.add}
        </Button>
        <a href={href({ screen: 'help', page: 'own-connector', section: null })} data-testid="catalogue-none-how">
          {words.how}
        </a>
      </div>
    </div>
  )
}
