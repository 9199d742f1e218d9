import { useMutation } from '@tanstack/react-query'

import { useAsk, useDo } from '../../app/engine'
import { go } from '../../app/route'
import type { ConnectionView, ConnectorDetail, EntityTarget, EntityView, FaultView } from '../../generated/rpc'
import { proposed, toSend } from './selection'

/** The practice provider: whoever tries it wants to see rows, not to choose. */
const SAMPLE = 'sandbox'

/** The entity of a name, whatever its case. */
export const named = (entities: EntityView[], name: string): EntityView | undefined =>
  entities.find((entity) => entity.name.toLowerCase() === name.trim().toLowerCase())

/**
 * The rest of the wizard in one press: the recommended streams into the entity that they suggest. Offered where nothing
 * was chosen before, and proposed for sample data.
 */
export function useQuickFinish(connection: ConnectionView, connector: ConnectorDetail) {
  const { id, step, streams: chosen } = connection
  const offered = step !== 'done' && chosen.length === 0
  const entities = useAsk('entities', {})
  const { mutateAsync: discover } = useDo('streams')
  const { mutateAsync: select } = useDo('select_streams')
  const { mutateAsync: link } = useDo('link')
  const run = useMutation<void, FaultView, void>({
    mutationFn: async () => {
      const streams = await discover({ id })
      const recommended = toSend(proposed(streams), streams)
      // Nothing is recommended: the user has to look.
      if (recommended.length === 0) return go({ screen: 'connect', id, step: 'streams' })
      await select({ id, streams: recommended })
      const { id: entity } = await link({ id, target: target(entities.data ?? [], connector.entity) })
      go({ screen: 'workbook', entity, tab: null })
    },
  })
  return {
    offered,
    proposed: offered && connector.id === SAMPLE,
    entity: connector.entity,
    isPending: run.isPending,
    error: run.error,
    finish: () => {
      if (!run.isPending) run.mutate()
    },
  }
}

function target(entities: EntityView[], name: string): EntityTarget {
  const known = named(entities, name)
  return known ? { kind: 'existing', id: known.id } : { kind: 'new', name }
}
