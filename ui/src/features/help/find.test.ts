import { expect, it, vi } from 'vitest'

// Every word is decided when the modules are loaded.
await vi.hoisted(async () => {
  const { speak } = await import('../../text')
  await speak('fr')
})
const { findFaults, listFaults } = await import('./find')
const { markdownOf } = await import('./pages')

it('finds a fault by what a French window says, and by what its copied details say in English', () => {
  const all = listFaults()
  const named = (query: string) => findFaults(all, query).named.map(({ code }) => code)
  expect(all.find(({ code }) => code === 'port_taken')?.title).toBe('Le port de retour est occupé')
  expect(named('Le port de retour est occupé')).toEqual(['port_taken'])
  expect(named("Votre navigateur ne s'est pas ouvert"), 'with the apostrophe of the keyboard').toEqual(['browser_not_opened'])
  expect(named('Your browser did not open')).toEqual(['browser_not_opened'])
  expect(findFaults(all, 'trousseau').others.map(({ code }) => code), 'any of its words').toContain('keychain_locked')
})

it('says each fault whole in French on its page, with the names of its values', () => {
  const [, port = ''] = /^# port_taken\n([^#]+)/m.exec(markdownOf('troubleshooting')) ?? []
  expect(port).toContain('**Le port de retour est occupé**')
  expect(port).toContain('Un autre programme écoute sur le port ‹ports›, le seul qui soit enregistré chez ‹fournisseur›.')
  expect(port, 'what mends it').toContain('Que faire\u00a0: Fermez ce programme')
  expect(port, 'and its button').toContain('Bouton\u00a0: *Recommencer*')
  expect(markdownOf('troubleshooting')).not.toMatch(/[{}]|What to do|Button:/)
})
