import { useDo } from '../../app/engine'
import type { ApprovalView, ConnectionView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { useCopy } from '../../parts/clipboard'
import { FaultPanel } from '../../parts/FaultPanel'
import { Icon } from '../../parts/Icon'
import { useNow } from '../../parts/now'
import { Panel, PanelActions, PanelSays } from '../../parts/Panel'
import { text } from '../../text'
import styles from './ApprovalPanel.module.css'

const words = text.approval

type Props = {
  connection: ConnectionView
  approval: ApprovalView
  /** In a list: the message is only copied. */
  brief?: boolean
}

/** A connection that waits for an administrator: what to send, where it is approved, and the way on afterwards. */
export function ApprovalPanel({ connection, approval, brief = false }: Props) {
  const { id, connector, connectorName } = connection
  const authorize = useDo('authorize')
  const openPage = useDo('open_page')
  const copy = useCopy()
  const { link, message } = approval
  const open = (url: string) => openPage.mutate({ connector, url }, { onError: () => void copy(url, words.linkCopied) })
  return (
    <Panel sign={<Icon name="people" />} title={words.title} aside={<Since at={approval.since} />} testId="approval">
      <PanelSays>{words.says(connectorName)}</PanelSays>
      {!brief && <Message message={message} />}
      <PanelActions>
        <Button look="primary" icon="copy" data-testid="approval-copy" onClick={() => void copy(message, words.copied)}>
          {words.copy}
        </Button>
        {link && (
          <Button icon="external" title={link} data-testid="approval-link" onClick={() => open(link)}>
            {words.openLink}
          </Button>
        )}
        <Button
          icon="refresh"
          busy={authorize.isPending}
          data-testid="approval-again"
          onClick={() => authorize.mutate({ id })}
        >
          {words.again}
        </Button>
      </PanelActions>
      {authorize.error && <FaultPanel fault={authorize.error} onAction={() => authorize.mutate({ id })} />}
    </Panel>
  )
}

/** Long messages scroll, so the keyboard must reach them. */
const Message = ({ message }: { message: string }) => (
  <div
    className={styles['message']}
    role="group"
    aria-label={words.message}
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
    tabIndex={0}
    data-testid="approval-message"
  >
    {message}
  </div>
)

function Since({ at }: { at: string }) {
  const now = useNow(20_000)
  return words.since(now - Date.parse(at))
}
