import { expect, it, vi } from 'vitest'

// Every word is decided when the modules are loaded.
await vi.hoisted(async () => {
  const { speak } = await import('../../text')
  await speak('fr')
})
const { findFaults, listFaults } = await import('./find')

it('finds a fault by what a French window says, and by what its copied details say in English', () => {
  const all = listFaults()
  const named = (query: string) => findFaults(all, query).named.map(({ code }) => code)
  expect(all.find(({ code }) => code === 'port_taken')?.title).toBe('Le port de retour est occupé')
  expect(named('Le port de retour est occupé')).toEqual(['port_taken'])
  expect(named("Votre navigateur ne s'est pas ouvert"), 'with the apostrophe of the keyboard').toEqual(['browser_not_opened'])
  expect(named('Your browser did not open')).toEqual(['browser_not_opened'])
  expect(findFaults(all, 'trousseau').others.map(({ code }) => code), 'any of its words').toContain('keychain_locked')
})
