import type { FaultView } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { text } from '../../text'
import { worded } from '../../text/faults'

type Removal = {
  /** What was removed. */
  says: string
  /** Brings it back, and gives what is to be said then. */
  restore: () => Promise<string>
}

/** Says that something was removed, and offers to bring it back. */
export function useRemoval() {
  const say = useSay()
  return ({ says, restore }: Removal) => {
    const run = () =>
      void restore().then(
        (back) => say.aloud(back),
        (fault: FaultView) => say.aloud(worded(fault).title),
      )
    say.aloud(says, { says: text.actions.undo, run })
  }
}
