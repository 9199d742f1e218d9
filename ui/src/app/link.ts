import { useEffect } from 'react'

import { useHost } from '../host'
import { go } from './route'

/**
 * Goes where a link or a file from outside leads, at the start and whenever one is opened. The engine gives each link once, so it is
 * no answer to be kept.
 */
export function useLinks(): void {
  const host = useHost()
  useEffect(() => {
    const follow = async () => {
      const asked = await host.rpc('link_to_follow', {}).catch(() => null)
      if (!asked) return
      if ('pack' in asked) go({ screen: 'add', draft: false, file: asked.pack })
      else go({ screen: 'connection', id: asked.connection })
    }
    void follow()
    return host.onChanged(({ topic }) => {
      if (topic === 'link' || topic === 'everything') void follow()
    })
  }, [host])
}
