import { useDo } from '../../app/engine'
import { useSay } from '../../parts/Announcer'
import { FaultPanel } from '../../parts/FaultPanel'
import { FileButton } from '../../parts/FileButton'
import { text } from '../../text'
import type { CredentialsProps } from './AuthorizeStep'
import styles from './AuthorizeStep.module.css'
import { NO_SECRETS } from './credentials'

const words = text.authorize

/** Takes the credentials from the provider's file. Its text goes to the engine as a secret; only the ID comes back. */
export function ClientImport({ connection: { id }, connector: { clientFields }, setCredentials }: CredentialsProps) {
  const load = useDo('import_client')
  const say = useSay()
  const console = clientFields?.consoleUrl
  const google = console?.includes('google') ?? false
  const label = google ? words.importGoogle : words.importFile
  const take = (content: string) =>
    load.mutate(
      { id, text: content },
      {
        onSuccess: ({ client }) => {
          if (client?.kind === 'own') {
            setCredentials((before) => ({ ...before, ...NO_SECRETS, client: 'own', clientId: client.clientId }))
          }
          load.reset()
          say.aloud(words.imported)
        },
      },
    )
  // Google gives its clients out as a file; of a provider that is not known, nobody knows.
  if (console && !google) return null
  return (
    <>
      <div className={styles['aid']}>
        <FileButton label={label} accept=".json,application/json" onText={take} testId="client-import">
          {label}
        </FileButton>
        <p>{words.importSays}</p>
      </div>
      {load.error && <FaultPanel fault={load.error} />}
    </>
  )
}
