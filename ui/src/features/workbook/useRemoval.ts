import { useSay } from '../../parts/Announcer'
import { useSayFault } from '../../parts/useSayFault'
import { text } from '../../text'

type Removal = {
  /** What was removed. */
  says: string
  /** Brings it back, and gives what is to be said then. */
  restore: () => Promise<string>
}

/** Says that something was removed, and offers to bring it back. */
export function useRemoval() {
  const say = useSay()
  const sayFault = useSayFault()
  return ({ says, restore }: Removal) => {
    const run = () => void restore().then((back) => say.aloud(back), sayFault)
    say.aloud(says, { says: text.actions.undo, run })
  }
}
