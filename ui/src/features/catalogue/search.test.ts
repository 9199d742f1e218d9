import { expect, it } from 'vitest'

import { tiles } from '../../host/demo/catalogue'
import { find } from './search'

const connectors = tiles(() => 0)
const names = (query: string): string[] => find(connectors, query).map(({ name }) => name)

it('shows all by name when nothing is asked', () => {
  expect(names('  '), 'blanks are no search').toEqual([
    'Docusign',
    'GitHub',
    'Google Sheets',
    'HubSpot',
    'Mastodon',
    'REST with OAuth 2',
    'Review Board',
    'Sandbox',
    'Shopify',
    'Slack',
    'Xero',
    'Zoom',
  ])
})

it('puts a name that begins with the word first', () => {
  expect(names('s')[0], 'Enter opens the first, so the first must be the likeliest').toBe('Sandbox')
  expect(names('sho')[0], 'the summary of no other connector outranks the name').toBe('Shopify')
})

it('finds aliases and categories, without case and accents', () => {
  expect(names('CRM'), 'category of HubSpot').toContain('HubSpot')
  expect(names('gsheets'), 'an alias is a whole name to whoever uses it').toEqual(['Google Sheets'])
  expect(names('shöp')[0], 'a diaeresis more or less is not another product').toBe('Shopify')
})

it('needs every word', () => {
  expect(names('google crm'), 'no connector is both').toEqual([])
})
