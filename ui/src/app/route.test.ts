import { expect, it } from 'vitest'

import { href, parse, type Route } from './route'

it.each<Route>([
  { screen: 'connections' },
  { screen: 'catalogue' },
  { screen: 'calendar' },
  { screen: 'add', draft: false },
  { screen: 'add', draft: true },
  { screen: 'author', connector: null },
  { screen: 'author', connector: 'hubspot' },
  { screen: 'connect', id: '01J/ä', step: null },
  { screen: 'connect', id: '01J', step: 'streams' },
  { screen: 'workbook', entity: 'e 1', tab: null },
  { screen: 'workbook', entity: 'e1', tab: 't/2' },
  { screen: 'connection', id: 'c/1' },
  { screen: 'settings', section: 'doctor' },
  { screen: 'settings', section: 'activity', connection: 'c/1' },
  { screen: 'help', page: null, section: null },
  { screen: 'help', page: 'troubleshooting', section: 'port_taken' },
])('%j comes back from its hash', (route) => {
  expect(parse(href(route)), 'ids may hold any character').toEqual(route)
})

it('an unknown hash is the list', () => {
  expect(parse('#/elsewhere'), 'a link of a later version must not end in nothing').toEqual({ screen: 'connections' })
})
