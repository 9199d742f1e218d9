import { CSPProvider } from '@base-ui/react/csp-provider'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useEffect } from 'react'

import { Connections } from '../features/connections/Connections'
import { type Host, HostContext } from '../host'
import { Announcer } from '../parts/Announcer'
import { Loading } from '../parts/Loading'
import { locale } from '../text/language'
import { followEngine, useAsk } from './engine'
import { Frame } from './Frame'
import { useLinks } from './link'
import { useRest } from './rest'
import { type Route, useRoute } from './route'
import { followZoom } from './zoom'

/** The window. */
export function App({ host, cache }: { host: Host; cache: QueryClient }) {
  useEffect(() => followEngine(host, cache), [host, cache])
  useEffect(() => followZoom(host), [host])
  useEffect(() => host.speak(locale), [host])
  return (
    // The content security policy allows no inline <style>; what Base UI would put there is in our own sheets.
    <CSPProvider disableStyleElements>
      <HostContext value={host}>
        <QueryClientProvider client={cache}>
          <Announcer>
            <Window />
          </Announcer>
        </QueryClientProvider>
      </HostContext>
    </CSPProvider>
  )
}

function Window() {
  const route = useRoute()
  useLinks()
  return (
    <Frame route={route}>
      <Screen route={route} />
    </Frame>
  )
}

function Screen({ route }: { route: Route }) {
  const { isFetched } = useAsk('connections', {})
  const rest = useRest(isFetched || route.screen !== 'connections')
  if (route.screen === 'connections') return <Connections />
  return rest ? <rest.Screen route={route} /> : <Loading />
}
