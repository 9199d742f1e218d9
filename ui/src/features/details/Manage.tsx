import { useState } from 'react'

import { useDo } from '../../app/engine'
import type { ConnectionView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { Group, Row, SwitchRow } from '../../parts/Group'
import { useSayFault } from '../../parts/useSayFault'
import { text } from '../../text'
import { ConnectionDialog, type Question } from '../connections/ConnectionDialog'

const words = text.details

/** What else can be done with the connection. */
export function Manage({ connection }: { connection: ConnectionView }) {
  const [question, ask] = useState<Question | null>(null)
  const { name, state, entity, grant, signsWithKey } = connection
  const deleted = signsWithKey ? words.deleteKeySays : grant ? words.deleteSays : undefined
  return (
    <Group level={2} title={words.manage} testId="details-manage">
      {(state === 'active' || state === 'paused') && <Paused connection={connection} />}
      <Row icon="pencil" title={text.rename.name} says={name}>
        <Button data-testid="details-rename" onClick={() => ask('rename')}>
          {text.connectionMenu.rename}
        </Button>
      </Row>
      {state !== 'draft' && entity && (
        <Row icon="external" title={words.server} says={text.handoff.lead}>
          <Button data-testid="details-handoff" onClick={() => ask('handoff')}>
            {text.handoff.open}
          </Button>
        </Row>
      )}
      <Row icon="trash" title={text.remove.confirm} says={deleted}>
        <Button data-testid="details-delete" onClick={() => ask('delete')}>
          {text.connectionMenu.delete}
        </Button>
      </Row>
      {question && <ConnectionDialog question={question} connection={connection} onClose={() => ask(null)} />}
    </Group>
  )
}

function Paused({ connection: { id, state } }: { connection: ConnectionView }) {
  const onError = useSayFault()
  const pause = useDo('pause')
  const resume = useDo('resume')
  return (
    <SwitchRow
      icon="pause"
      title={text.connectionMenu.pause}
      says={words.pauseSays}
      checked={state === 'paused'}
      onChange={(paused) => (paused ? pause : resume).mutate({ id }, { onError })}
      testId="details-paused"
    />
  )
}
