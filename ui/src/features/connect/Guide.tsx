import { createContext, type ReactNode, use, useMemo } from 'react'

import { useDo } from '../../app/engine'
import { href } from '../../app/route'
import { useCopy } from '../../parts/clipboard'
import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import { linkedPage } from '../help/pages'
import styles from './Guide.module.css'
import { type Block, parseGuide, type Span } from './markdown'

/** The connector that a guide is of: its pages, and no others, open in the browser. */
export const GuideOf = createContext('')

/** A connector's setup guide. */
export function Guide({ markdown }: { markdown: string }) {
  const blocks = useMemo(() => parseGuide(markdown), [markdown])
  return (
    <div className={styles['guide']} data-testid="guide">
      {blocks.map((block, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a guide's blocks never move
        <BlockView key={index} block={block} />
      ))}
    </div>
  )
}

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading':
      return block.level === 1 ? <h2>{spans(block.spans)}</h2> : <h3>{spans(block.spans)}</h3>
    case 'paragraph':
      return <p>{spans(block.spans)}</p>
    case 'numbered':
      return (
        <ol className={styles['steps']} start={block.from} style={{ counterReset: `step ${block.from - 1}` }}>
          {items(block.items)}
        </ol>
      )
    case 'bulleted':
      return <ul className={styles['points']}>{items(block.items)}</ul>
    case 'code':
      return <pre className={styles['block']}>{block.text}</pre>
  }
}

// oxlint-disable-next-line react/no-array-index-key -- a guide's items never move
const items = (list: Span[][]): ReactNode => list.map((item, index) => <li key={index}>{spans(item)}</li>)

// oxlint-disable-next-line react/no-array-index-key -- a guide's spans never move
const spans = (list: Span[]): ReactNode => list.map((span, index) => <SpanView key={index} span={span} />)

function SpanView({ span }: { span: Span }) {
  switch (span.kind) {
    case 'strong':
      return <strong>{span.text}</strong>
    case 'emphasis':
      return <em>{span.text}</em>
    case 'code':
      return <code>{span.text}</code>
    case 'link':
      return <GuideLink url={span.url}>{span.text}</GuideLink>
    case 'text':
      return span.text
  }
}

/** A link between pages of our own guide stays in the window. */
function GuideLink({ url, children }: { url: string; children: string }) {
  const page = linkedPage(url)
  if (!page) return <OutLink url={url}>{children}</OutLink>
  return (
    <a className={styles['link']} href={href({ screen: 'help', page, section: null })}>
      {children}
    </a>
  )
}

/** A page of the guide. The window can navigate nowhere: the engine opens it in the browser, or it is copied for it. */
export function OutLink({ url, children }: { url: string; children: string }) {
  const connector = use(GuideOf)
  const open = useDo('open_page')
  const copy = useCopy()
  return (
    <button
      type="button"
      className={styles['link']}
      title={url}
      aria-label={text.authorize.openInBrowser(children)}
      data-testid="out-link"
      onClick={() =>
        open.mutate({ connector, url }, { onError: () => void copy(url, text.authorize.linkCopied) })
      }
    >
      {children}
      <Icon name="external" size={14} />
    </button>
  )
}
