import { useEffect } from 'react'

import { useHost } from '../host'
import { go } from './route'

/**
 * Goes where a link from outside leads, at the start and whenever one is opened. The engine gives each link once, so it is
 * no answer to be kept.
 */
export function useLinks(): void {
  const host = useHost()
  useEffect(() => {
    const follow = async () => {
      const id = await host.rpc('link_to_follow', {}).catch(() => null)
      if (id) go({ screen: 'connection', id })
    }
    void follow()
    return host.onChanged(({ topic }) => {
      if (topic === 'link') void follow()
    })
  }, [host])
}
