import { list } from '../format'

/** The words of moving a connection to a server. */
export const handoff = {
  open: 'Move to a server…',
  title: (connection: string) => `Move ${connection} to a server`,
  lead: 'Headwater writes a folder that another program runs on a server. Here, everything stays as it is.',
  target: 'What runs it there?',
  targets: {
    pyairbyte: { title: 'PyAirbyte', says: 'A Python program. Rows go into DuckDB, PostgreSQL, Snowflake or BigQuery.' },
    meltano: { title: 'Meltano', says: 'A Meltano project with a tap, for any loader.' },
    airbyte: { title: 'Airbyte', says: 'An image that your own Airbyte runs as a connector.' },
  },
  goes: 'This goes along',
  goesOn: (streams: string[]) => `${list(streams)}: read on from where this computer is.`,
  whole: (streams: string[]) => `${list(streams)}: read in full each time.`,
  inputs: (inputs: string[]) => `Its details: ${list(inputs)}.`,
  manifest: 'The connector, unchanged.',
  stays: 'This stays here',
  noSecrets: 'Tokens, keys and passwords. None is written.',
  noRows: 'Rows, notes, formulas and history.',
  narrowed: (streams: string[]) =>
    `What is left out or hashed in ${list(streams)} here is read in full on the server.`,
  folder: 'Folder',
  folderHint: 'The full path of a new folder.',
  folderMissing: 'The project needs a folder.',
  write: 'Write project',
  written: 'The project is written',
  copyFolder: 'Copy path',
  copied: 'The path is copied',
  next: 'Next steps',
  bring: 'Bring the folder to the server. Its README.md has the commands for each step.',
  set: 'Set these variables in the server’s environment:',
  signIn: {
    key: null,
    clientCredentials: 'The server signs in as your app. Nobody has to consent.',
    consent:
      'Give the server an access of its own with “headwater authorize”. You consent once more in a browser, on any computer.',
  },
  run: {
    pyairbyte: 'Run “python read.py”.',
    meltano: 'Set the state once, then run “meltano run”.',
    airbyte: 'Build the image and add it to your Airbyte.',
  },
}
