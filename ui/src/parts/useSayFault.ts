import { useCallback } from 'react'

import type { FaultView } from '../generated/rpc'
import { worded } from '../text/faults'
import { useSay } from './Announcer'

/** Says what a fault is called, where there is no place to show it whole. */
export function useSayFault(): (fault: FaultView) => void {
  const { aloud } = useSay()
  return useCallback((fault) => aloud(worded(fault).title), [aloud])
}
