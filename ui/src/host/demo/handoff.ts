import type { ConnectionView, HandoffPlan, HandoffView } from '../../generated/rpc'
import type { Args } from '../index'
import { FAULTS } from './faults'

/** The commands of moving a connection to a server. */
export const handoffs = (find: (id: string) => ConnectionView) => ({
  handoff_plan: ({ id }: Args<'handoff_plan'>) => plan(find(id)),
  hand_off: ({ folder }: Args<'hand_off'>) => written(folder),
})

/** What of a connection goes to a server: its first stream is narrowed here. */
const plan = ({ connector, streams }: ConnectionView): HandoffPlan => ({
  streams: streams.map(({ name, mode }, index) => ({
    name,
    goesOn: mode.startsWith('incremental'),
    narrowed: index === 0,
  })),
  inputs: [],
  variables: [`${connector.toUpperCase()}_CLIENT_SECRET`],
  signIn: 'consent',
})

/** Writes nothing; a folder that is called missing is. */
function written(folder: string): HandoffView {
  if (folder.includes('missing')) throw FAULTS.destinationGone
  return { folder, files: ['README.md', 'catalog.json', 'config.json', 'state.json'] }
}
