import { useAsk, useDo } from '../../app/engine'
import type { CallerDecision, CallerView } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { text } from '../../text'

/** A program as people call it: the end of its path, on either kind of system. */
export const shortName = (program: string): string => program.split(/[\\/]/).findLast(Boolean) ?? program

/** The names of connections by ID. */
export function useNames(): (id: string) => string {
  const { data: connections } = useAsk('connections', {})
  return (id) => connections?.find((connection) => connection.id === id)?.name ?? text.programs.goneConnection
}

/** Answers a program and says so. */
export function useDecide() {
  const decide = useDo('decide_caller')
  const callers = useAsk('callers', {})
  const say = useSay()
  const answer = (caller: CallerView, decision: CallerDecision) =>
    decide.mutate(
      { caller: caller.id, decision },
      {
        onSuccess: () => {
          say.aloud(text.programs.said[decision])
          void callers.refetch()
        },
      },
    )
  return { answer, isPending: decide.isPending, error: decide.error }
}
