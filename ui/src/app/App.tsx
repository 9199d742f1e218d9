import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { AddConnector } from '../features/add/AddConnector'
import { Author } from '../features/author/Author'
import { Catalogue } from '../features/catalogue/Catalogue'
import { Wizard } from '../features/connect/Wizard'
import { Connections } from '../features/connections/Connections'
import { Details } from '../features/connections/Details'
import { Help } from '../features/help/Help'
import { pageOf } from '../features/help/pages'
import { Settings } from '../features/settings/Settings'
import { Workbook } from '../features/workbook/Workbook'
import { type Host, HostContext } from '../host'
import { Announcer } from '../parts/Announcer'
import { engineCache, followEngine } from './engine'
import { Frame } from './Frame'
import { useLinks } from './link'
import { type Route, useRoute } from './route'

/** The window. */
export function App({ host }: { host: Host }) {
  const [cache] = useState(engineCache)
  useEffect(() => followEngine(host, cache), [host, cache])
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
  switch (route.screen) {
    case 'connections':
      return <Connections />
    case 'catalogue':
      return <Catalogue />
    case 'add':
      return <AddConnector key={`${route.draft} ${route.file}`} draft={route.draft} file={route.file} />
    case 'author':
      return <Author key={route.connector} connector={route.connector} />
    case 'connection':
      return <Details key={`${route.id} ${route.schedule}`} id={route.id} schedule={route.schedule ?? false} />
    case 'settings':
      return <Settings section={route.section} />
    case 'help':
      return <Help key={route.page} page={pageOf(route.page)} section={route.section} />
    case 'connect':
      return <Wizard key={route.id} id={route.id} at={route.step} />
    case 'workbook':
      return <Workbook key={route.entity} entity={route.entity} tab={route.tab} />
  }
}
