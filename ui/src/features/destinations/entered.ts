import { type FormEvent, useState } from 'react'

import { useDo } from '../../app/engine'
import type { DestinationInput, DestinationSettings, DestinationView, EntityView } from '../../generated/rpc'
import { text } from '../../text'
import { begun, isWhole, KINDS } from './settings'

type Entered = { settings: DestinationSettings; name: string; secret: string }

/** A destination as far as it is entered, and what becomes of it: tried where one likes, then kept. */
export function useEntered(entity: EntityView, known: DestinationView | null, onDone: () => void) {
  const [entered, setEntered] = useState<Entered>({
    settings: known?.settings ?? begun(KINDS[0]),
    name: known?.name ?? '',
    secret: '',
  })
  const [tries, setTries] = useState(0)
  const test = useDo('test_destination')
  const save = useDo('save_destination')
  const { settings, name, secret } = entered
  const kindTitle = text.destinations.kind[settings.kind].title
  const input = (): { destination: DestinationInput } => ({
    destination: {
      id: known?.id ?? null,
      entity: entity.id,
      name: name.trim() || kindTitle,
      settings,
      secret: secret || null,
    },
  })
  // A verdict is about what was tried, not about what stands there now.
  const change = (part: Partial<Entered>) => {
    setEntered({ ...entered, ...part })
    test.reset()
    save.reset()
  }
  const whole = (go: () => void) => {
    setTries(tries + 1)
    if (isWhole(settings)) go()
  }
  return {
    ...entered,
    kindTitle,
    /** How often one tried to go on; from the first time what is missing is shown. */
    tries,
    change,
    /** Another kind begins anew. */
    choose: (kind: DestinationSettings['kind']) => {
      setTries(0)
      change({ settings: begun(kind), secret: '' })
    },
    look: () => whole(() => test.mutate(input())),
    keep: (event: FormEvent) => {
      event.preventDefault()
      whole(() => save.mutate(input(), { onSuccess: onDone }))
    },
    found: test.data,
    fault: save.error ?? test.error,
    testing: test.isPending,
    saving: save.isPending,
  }
}
