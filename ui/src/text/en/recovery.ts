import { rows } from './units'

/** After a damaged database: what was kept, what was lost. */
export const recovery = {
  title: 'The database was damaged and has been recovered',
  kept: (copy: string, connections: number, kept: number) =>
    `A copy of the damaged file is kept: ${copy}. ${connections === 1 ? '1 connection' : `${connections} connections`} and ${rows(kept)} were read from it. Tokens are safe in the keychain.`,
  lost: (title: string, lost: number) => `${title}: ${rows(lost)} lost. The next sync reads it from the beginning.`,
  incomplete: (names: string) => `Not read whole: ${names}.`,
  nothing: 'Nothing of it could be read. Headwater begins empty; connections can be set up again.',
  seen: 'Understood',
}
