import { useAsk } from '../../app/engine'
import { Mark } from '../../app/Mark'
import { Button } from '../../parts/Button'
import { useCopy } from '../../parts/clipboard'
import { Fact, Facts } from '../../parts/Facts'
import { FaultPanel } from '../../parts/FaultPanel'
import { Loading } from '../../parts/Loading'
import { text } from '../../text'
import styles from './About.module.css'
import { Licences } from './Licences'

const words = text.about

/** Which version this is, where its data lies, and what it does not do. */
export function About() {
  const info = useAsk('app_info', {})
  const keychain = useAsk('keychain', {})
  const copy = useCopy()
  if (info.error) return <FaultPanel fault={info.error} onAction={() => void info.refetch()} />
  if (!info.data) return <Loading />
  const { version, dataFolder } = info.data
  return (
    <div className={styles['about']}>
      <div className={styles['head']}>
        <Mark className={styles['mark']} size={48} />
        <div>
          <p className={styles['name']}>{text.app.name}</p>
          <p className={styles['says']}>{words.lead}</p>
        </div>
      </div>
      <Facts>
        <Fact name={words.version} testId="about-version">
          {version}
        </Fact>
        <Fact name={words.data} says={words.dataSays} testId="about-data">
          <code>{dataFolder}</code>
          <Button
            look="quiet"
            icon="copy"
            data-testid="about-data-copy"
            onClick={() => void copy(dataFolder, text.actions.copied)}
          >
            {words.copy}
          </Button>
        </Fact>
        {keychain.data && (
          <Fact name={words.keychain} testId="about-keychain">
            {keychain.data}
          </Fact>
        )}
        <Fact name={words.privacy} testId="about-privacy">
          {words.privacySays}
        </Fact>
        <Fact name={words.licence} testId="about-licence">
          {words.licenceSays}
        </Fact>
      </Facts>
      <Licences />
    </div>
  )
}
