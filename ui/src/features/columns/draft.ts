import type { Filter, StreamChoice, StreamColumn, StreamColumns, Treatment } from '../../generated/rpc'

/** What is being chosen of a stream. */
export type Draft = { columns: StreamColumn[]; rows: Filter[] }

/** What is kept so far. */
export const begun = ({ columns, rows }: StreamColumns): Draft => ({ columns, rows })

/** The columns of objects that a column is a field of, the outermost first. */
function objectsOf(name: string): string[] {
  const parts = name.split('.')
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'))
}

/** The columns that can be chosen now: fields of an object come when the object is expanded. */
export function open({ columns }: Draft): StreamColumn[] {
  const how = new Map(columns.map(({ name, treatment }) => [name, treatment]))
  return columns.filter(({ name }) =>
    objectsOf(name).every((object) => !how.has(object) || how.get(object) === 'expand'),
  )
}

/** How deep a column stands among those that are known. */
export const depth = ({ columns }: Draft, name: string): number =>
  objectsOf(name).filter((object) => columns.some((column) => column.name === object)).length

/** The columns that are written. An expanded object is not one: its fields are. */
export const written = (draft: Draft): StreamColumn[] =>
  open(draft).filter(({ treatment }) => treatment === 'keep' || treatment === 'hash')

/** The columns that are probably about a person and are written as they come. */
export const personal = (draft: Draft): StreamColumn[] =>
  open(draft).filter((column) => column.personal && column.treatment === 'keep')

/** Treats columns in a way, those that can be. */
export function treat(draft: Draft, names: readonly string[], treatment: Treatment): Draft {
  const concerned = new Set(names)
  return {
    ...draft,
    columns: draft.columns.map((column) =>
      concerned.has(column.name) && column.treatments.includes(treatment) ? { ...column, treatment } : column,
    ),
  }
}

/** Gives a column a title; empty takes it away. */
export const entitle = (draft: Draft, name: string, title: string): Draft => ({
  ...draft,
  columns: draft.columns.map((column) => (column.name === name ? { ...column, title: title || null } : column)),
})

/** Whether the key would be written otherwise: then no row of the tab is known again. */
export const changesKey = (draft: Draft, before: StreamColumns): boolean =>
  draft.columns.some(({ name, key, treatment }) =>
    before.columns.some((column) => key && column.name === name && column.treatment !== treatment),
  )

/** What the engine is told: only what differs from everything as it comes. */
export const toSend = ({ columns, rows }: Draft): StreamChoice => ({
  columns: columns
    .filter(({ treatment, title }) => treatment !== 'keep' || title !== null)
    .map(({ name, treatment, title }) => ({ name, treatment, title })),
  rows,
})
