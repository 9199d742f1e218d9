import { useDo } from '../../app/engine'
import { go } from '../../app/route'
import type { ConnectionView } from '../../generated/rpc'
import { Menu, MenuItem, MenuLine } from '../../parts/Menu'
import { useSayFault } from '../../parts/useSayFault'
import { text } from '../../text'
import type { Question } from './ConnectionDialog'

const words = text.connectionMenu

/** Everything else that can be done with a connection. */
export function ConnectionMenu({ connection, onAsk }: { connection: ConnectionView; onAsk: (question: Question) => void }) {
  const { id, name, state, entity } = connection
  const through = state !== 'draft'
  return (
    <Menu label={words.label(name)} testId={`menu-${id}`}>
      {entity && (
        <MenuItem
          icon="grid"
          testId="menu-open"
          onPick={() => go({ screen: 'workbook', entity: entity.id, tab: null })}
        >
          {words.openWorkbook}
        </MenuItem>
      )}
      {through && (
        <MenuItem icon="key" testId="menu-details" onPick={() => go({ screen: 'connection', id })}>
          {words.details}
        </MenuItem>
      )}
      {through && <Running connection={connection} />}
      {through && (
        <MenuItem icon="filter" testId="menu-streams" onPick={() => go({ screen: 'connect', id, step: 'streams' })}>
          {words.streams}
        </MenuItem>
      )}
      <MenuItem icon="pencil" testId="menu-rename" onPick={() => onAsk('rename')}>
        {words.rename}
      </MenuItem>
      {through && entity && (
        <MenuItem icon="external" testId="menu-handoff" onPick={() => onAsk('handoff')}>
          {text.handoff.open}
        </MenuItem>
      )}
      <MenuLine />
      <MenuItem icon="trash" danger testId="menu-delete" onPick={() => onAsk('delete')}>
        {words.delete}
      </MenuItem>
    </Menu>
  )
}

function Running({ connection: { id, state, status } }: { connection: ConnectionView }) {
  const onError = useSayFault()
  const sync = useDo('sync')
  const cancelSync = useDo('cancel_sync')
  const pause = useDo('pause')
  const resume = useDo('resume')
  return (
    <>
      {state === 'active' && status !== 'syncing' && (
        <MenuItem icon="refresh" testId="menu-sync" onPick={() => sync.mutate({ id }, { onError })}>
          {words.sync}
        </MenuItem>
      )}
      {status === 'syncing' && (
        <MenuItem icon="close" testId="menu-cancel-sync" onPick={() => cancelSync.mutate({ id }, { onError })}>
          {words.cancelSync}
        </MenuItem>
      )}
      {state === 'active' && (
        <MenuItem icon="pause" testId="menu-pause" onPick={() => pause.mutate({ id }, { onError })}>
          {words.pause}
        </MenuItem>
      )}
      {state === 'paused' && (
        <MenuItem icon="play" testId="menu-resume" onPick={() => resume.mutate({ id }, { onError })}>
          {words.resume}
        </MenuItem>
      )}
    </>
  )
}
