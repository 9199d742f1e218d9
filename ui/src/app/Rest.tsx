import { AddConnector } from '../features/add/AddConnector'
import { Author } from '../features/author/Author'
import { Catalogue } from '../features/catalogue/Catalogue'
import { Wizard } from '../features/connect/Wizard'
import { Details } from '../features/details/Details'
import { Calendar } from '../features/grant/Calendar'
import { Help } from '../features/help/Help'
import { pageOf } from '../features/help/pages'
import { Settings } from '../features/settings/Settings'
import { Workbook } from '../features/workbook/Workbook'
import type { Route } from './route'

export { ConnectionDialog } from '../features/connections/ConnectionDialog'
export { PaletteSearch } from '../features/palette/PaletteSearch'

/** Every screen but the one that the window opens with. */
export function Screen({ route }: { route: Exclude<Route, { screen: 'connections' }> }) {
  switch (route.screen) {
    case 'calendar':
      return <Calendar />
    case 'catalogue':
      return <Catalogue />
    case 'add':
      return <AddConnector key={`${route.draft} ${route.file}`} draft={route.draft} file={route.file} />
    case 'author':
      return <Author key={route.connector} connector={route.connector} />
    case 'connection':
      return <Details key={`${route.id} ${route.schedule}`} id={route.id} schedule={route.schedule ?? false} />
    case 'settings':
      return <Settings section={route.section} connection={route.connection} />
    case 'help':
      return <Help key={route.page} page={pageOf(route.page)} section={route.section} />
    case 'connect':
      return <Wizard key={route.id} id={route.id} at={route.step} />
    case 'workbook':
      return <Workbook key={route.entity} entity={route.entity} tab={route.tab} />
  }
}
