import { useAsk, useDo } from '../../app/engine'
import { Mark } from '../../app/Mark'
import { href } from '../../app/route'
import { Button } from '../../parts/Button'
import { useCopy } from '../../parts/clipboard'
import { FaultPanel } from '../../parts/FaultPanel'
import { Group, Row } from '../../parts/Group'
import { Icon } from '../../parts/Icon'
import { Loading } from '../../parts/Loading'
import { text } from '../../text'
import styles from './About.module.css'
import { Licences } from './Licences'

const words = text.about

const PROMISES = [
  ['account', 'people'],
  ['server', 'device'],
  ['telemetry', 'pulse'],
] as const

/** What this is and what it does not do, where its data lies, and whose work it holds. */
export function About() {
  const info = useAsk('app_info', {})
  const keychain = useAsk('keychain', {})
  const copy = useCopy()
  if (info.error) return <FaultPanel fault={info.error} onAction={() => void info.refetch()} />
  if (!info.data) return <Loading />
  const { version, dataFolder } = info.data
  return (
    <>
      <div className={styles['hero']}>
        <Mark className={styles['mark']} size={72} />
        <div className={styles['who']}>
          <p className={styles['name']}>{text.app.name}</p>
          <p className={styles['version']}>
            {words.version} <span data-testid="about-version">{version}</span>
          </p>
          <p className={styles['lead']}>{words.lead}</p>
        </div>
      </div>
      <ul className={styles['promises']} data-testid="about-privacy">
        {PROMISES.map(([promise, icon]) => (
          <li key={promise} className={styles['card']}>
            <Icon name={icon} />
            <p className={styles['promise']}>{words.promise[promise].title}</p>
            <p>{words.promise[promise].says}</p>
          </li>
        ))}
      </ul>
      <Group title={words.here}>
        <Row icon="file" title={words.data} says={<FolderSays folder={dataFolder} />}>
          <Button icon="copy" data-testid="about-data-copy" onClick={() => void copy(dataFolder, text.actions.copied)}>
            {words.copy}
          </Button>
        </Row>
        {keychain.data && (
          <Row icon="key" title={words.keychain} says={words.keychainSays}>
            <span data-testid="about-keychain">{keychain.data}</span>
          </Row>
        )}
        <Row icon="arrowUp" title={text.settings.section.ledger} says={words.ledgerSays}>
          <a href={href({ screen: 'settings', section: 'ledger' })}>{words.ledgerLook}</a>
        </Row>
        <Updates />
      </Group>
      <Group title={words.works}>
        <Row icon="shield" title={words.licence} says={words.licenceSays} testId="about-licence" />
        <Licences />
      </Group>
    </>
  )
}

/** Whether a newer version is there, where the policy names who is asked. */
function Updates() {
  const update = useAsk('update', {}, { fresh: true })
  const open = useDo('open_update')
  const fault = update.error ?? open.error
  if (fault) return <FaultPanel fault={fault} onAction={() => void update.refetch()} quiet />
  if (update.data === undefined) return null
  const { data } = update
  const says = !data ? words.updatesOff : data.isNewer ? words.updatesNewer(data.version) : words.updatesLatest(data.host)
  return (
    <Row icon="refresh" title={words.updates} says={says} testId="about-updates">
      {data?.isNewer && data.page && (
        <Button icon="external" data-testid="about-update-open" onClick={() => open.mutate({})}>
          {words.updatesOpen}
        </Button>
      )}
    </Row>
  )
}

const FolderSays = ({ folder }: { folder: string }) => (
  <>
    <code data-testid="about-data">{folder}</code>
    <br />
    {words.dataSays}
  </>
)
