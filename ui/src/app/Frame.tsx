import { type ReactNode, useRef } from 'react'

import { isRunning, needsAnswer } from '../features/connect/attempt'
import { useReturns } from '../features/connect/returns'
import { Palette } from '../features/palette/Palette'
import { CallerPrompt } from '../features/settings/CallerPrompt'
import type { ConnectionView } from '../generated/rpc'
import { Spinner } from '../parts/Button'
import { Icon, type IconName } from '../parts/Icon'
import { text } from '../text'
import { useAsk } from './engine'
import styles from './Frame.module.css'
import { Guard } from './Guard'
import { Mark } from './Mark'
import { useOnline } from './online'
import { Recovered } from './Recovered'
import { href, type Route } from './route'
import { nextTheme, type Theme, useTheme } from './theme'

const THEME_ICON: Record<Theme, IconName> = { system: 'screen', light: 'sun', dark: 'moon' }

/** What stays while screens change: where one can go, and what waits for the user elsewhere. */
export function Frame({ route, children }: { route: Route; children: ReactNode }) {
  const main = useRef<HTMLElement>(null)
  useReturns(route)
  return (
    <div className={styles['frame']}>
      <button type="button" className={styles['skip']} data-testid="skip" onClick={() => main.current?.focus()}>
        {text.app.skip}
      </button>
      <header className={styles['side']}>
        <p className={styles['brand']}>
          <Mark className={styles['mark']} />
          <span>{text.app.name}</span>
        </p>
        <Palette buttonClass={styles['link']} />
        <Navigation route={route} />
        <div className={styles['foot']}>
          <Offline />
          <Attempts route={route} />
          <ul>
            <Place
              to={{ screen: 'help', page: null, section: null }}
              here={route}
              icon="help"
              name={text.help.title}
              testId="nav-help"
            />
            <Place
              to={{ screen: 'settings', section: 'general' }}
              here={route}
              icon="gear"
              name={text.app.settings}
              testId="nav-settings"
            />
          </ul>
          <ThemeToggle />
          <Version />
        </div>
      </header>
      <main ref={main} className={styles['main']} tabIndex={-1}>
        <Recovered />
        <Guard key={route.screen}>{children}</Guard>
      </main>
      {/* There the questions stand in the table. */}
      {(route.screen !== 'settings' || route.section !== 'programs') && <CallerPrompt />}
    </div>
  )
}

function Navigation({ route }: { route: Route }) {
  const { data: entities } = useAsk('entities', {})
  return (
    <nav className={styles['nav']} aria-label={text.app.navigation}>
      <ul className={styles['list']}>
        <Place
          to={{ screen: 'connections' }}
          here={route}
          icon="flow"
          name={text.app.connections}
          testId="nav-connections"
        />
        <Place
          to={{ screen: 'catalogue' }}
          here={route}
          icon="tiles"
          name={text.app.catalogue}
          testId="nav-catalogue"
        />
      </ul>
      <div>
        <h2 className={styles['section']}>{text.app.workbooks}</h2>
        {entities?.length === 0 && <p className={styles['none']}>{text.app.noWorkbooks}</p>}
        <ul className={styles['list']}>
          {entities?.map(({ id, name }) => (
            <Place
              key={id}
              to={{ screen: 'workbook', entity: id, tab: null }}
              here={route}
              icon="grid"
              name={name}
              testId={`nav-workbook-${name}`}
            />
          ))}
        </ul>
      </div>
    </nav>
  )
}

/** Screens that belong to a place of the navigation. */
const ABOVE: Partial<Record<Route['screen'], Route['screen']>> = {
  add: 'catalogue',
  author: 'catalogue',
  calendar: 'connections',
  connection: 'connections',
  connect: 'connections',
}

type PlaceProps = { to: Route; here: Route; icon: IconName; name: string; testId: string }

function Place({ to, here, icon, name, testId }: PlaceProps) {
  const at = ABOVE[here.screen] ?? here.screen
  const current = to.screen === at && (to.screen !== 'workbook' || to.entity === (here as typeof to).entity)
  return (
    <li>
      <a
        className={styles['link']}
        href={href(to)}
        aria-current={current ? 'page' : undefined}
        data-testid={testId}
        title={name}
      >
        <Icon name={icon} size={18} />
        <span>{name}</span>
      </a>
    </li>
  )
}

/** Said while there is no network; nothing is locked, since rows are on this computer. */
function Offline() {
  const online = useOnline()
  return (
    <div role="status">
      {!online && (
        <p className={styles['offline']} title={text.app.offlineSays} data-testid="offline">
          <Icon name="unplug" size={18} />
          <strong>{text.app.offline}</strong>
          <span>{text.app.offlineSays}</span>
        </p>
      )}
    </div>
  )
}

/** Authorizations that wait in the browser while the user is on another screen. */
function Attempts({ route }: { route: Route }) {
  const { data: connections } = useAsk('connections', {})
  // Its own screens show it themselves.
  const here = route.screen === 'connect' || route.screen === 'connection' ? route.id : null
  const waiting = connections?.filter(isRunning).filter(({ id }) => id !== here) ?? []
  if (waiting.length === 0 || route.screen === 'connections') return null
  return waiting.map((connection) => {
    const answer = needsAnswer(connection)
    const says = answer ? text.waiting.elsewhereDecide(connection.name) : text.waiting.elsewhere(connection.name)
    return (
      <a
        key={connection.id}
        className={`${styles['link']} ${styles['attempt']}`}
        href={href(placeOf(connection))}
        title={says}
        data-testid={`attempt-${connection.id}`}
      >
        {answer ? <Icon name="warning" size={18} /> : <Spinner />}
        <span>{says}</span>
      </a>
    )
  })
}

/** A draft goes on in the wizard, what is in use in the list. */
const placeOf = ({ id, state }: ConnectionView): Route =>
  state === 'draft' ? { screen: 'connect', id, step: null } : { screen: 'connections' }

function ThemeToggle() {
  const [theme, choose] = useTheme()
  return (
    <button type="button" className={styles['link']} onClick={() => choose(nextTheme(theme))} title={text.app.theme[theme]} data-testid="theme">
      <Icon name={THEME_ICON[theme]} size={18} />
      <span>{text.app.theme[theme]}</span>
    </button>
  )
}

function Version() {
  const { data: info } = useAsk('app_info', {})
  return <p className={styles['version']}>{info && text.app.version(info.version)}</p>
}
