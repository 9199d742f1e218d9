import { expect, it } from 'vitest'

const sources = import.meta.glob<string>('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true })

/** The module that an import names, by its key in `sources`. */
function named(from: string, path: string): string | undefined {
  const { pathname } = new URL(path, new URL(from, 'file:///src/app/'))
  const key = pathname.startsWith('/src/app/') ? pathname.replace('/src/app/', './') : pathname.replace('/src/', '../')
  return [`${key}.ts`, `${key}.tsx`, `${key}/index.ts`].find((file) => file in sources)
}

/** A module and all that comes with it: what it imports other than by `import()` and as types. */
function withImports(start: string, seen = new Set<string>()): Set<string> {
  if (seen.has(start)) return seen
  seen.add(start)
  for (const [, path] of sources[start]?.matchAll(/^(?:import|export)(?! type)[^;'"]*? from '(\.[^']+)'/gm) ?? []) {
    const file = named(start, path as string)
    if (file) withImports(file, seen)
  }
  return seen
}

/** Every screen that comes with the start is time until the window can be used. */
it('loads the list of connections in one language, and the rest later', () => {
  const start = [...withImports('../main.tsx'), ...withImports('./open.tsx')]
  expect(start, 'the search itself works').toContain('../features/connections/Connections.tsx')
  const later = /\/(?:Rest|Wizard|Workbook|Settings|Catalogue|AddConnector|Author|Help|PaletteSearch|\w+Dialog)\.tsx$|\/text\/\w\w\/|\/demo\//
  expect(start.filter((file) => later.test(file))).toEqual([])
})
