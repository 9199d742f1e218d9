import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

const source = join(import.meta.dirname, '..')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (name) => !name.includes('.test.') && !name.startsWith('test/'),
)
const read = (name: string): string =>
  readFileSync(join(source, name), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '')

it('no screen has words of its own', () => {
  const screens = files.filter((name) => name.endsWith('.tsx'))
  const own = screens.flatMap((name) => [
    ...[...read(name).matchAll(/(?:[\w"'}]|\/)>\s*([A-Z][a-z]+[^<>{}=;()]*)</g)].map(
      ([, words]) => `${name}: ${words}`,
    ),
    ...[...read(name).matchAll(/(?:aria-label|title|placeholder|alt|label)="([^"]+)"/g)].map(
      ([, words]) => `${name}: ${words}`,
    ),
  ])
  expect(own, 'a translator finds every word in src/text').toEqual([])
})

it('no sentence is put together with +', () => {
  const modules = files.filter((name) => /\.tsx?$/.test(name) && !name.startsWith('host/demo'))
  const joined = modules.flatMap((name) =>
    [
      ...read(name).matchAll(/(?:'[^'\n]*[a-z] ?'|text\.[\w.]+(?:\([^)\n]*\))?) \+ |\+ (?:' ?[a-z][^'\n]*'|text\.)/g),
    ].map(([found]) => `${name}: ${found}`),
  )
  expect(joined, 'other languages put words in another order: a message with a value in it is a function').toEqual([])
})
