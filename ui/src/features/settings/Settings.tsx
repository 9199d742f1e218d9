import { href, type Section, SECTION_GROUPS } from '../../app/route'
import type { IconName } from '../../parts/Icon'
import { Page } from '../../parts/Page'
import { Sections } from '../../parts/Sections'
import { text } from '../../text'
import { About } from './About'
import { Activity } from './Activity'
import { Appearance } from './Appearance'
import { Doctor } from './Doctor'
import { General } from './General'
import { Ledger } from './Ledger'
import { Network } from './Network'
import { Programs } from './Programs'
import styles from './Settings.module.css'

const words = text.settings

const ICONS: Record<Section, IconName> = {
  general: 'gear',
  network: 'flow',
  ledger: 'arrowUp',
  doctor: 'pulse',
  programs: 'terminal',
  activity: 'clock',
  appearance: 'screen',
  about: 'file',
}

/** What concerns the whole app: the network, this computer, programs that ask for tokens, what happened. */
export function Settings({ section, connection }: { section: Section; connection?: string | undefined }) {
  return (
    <Page title={words.title}>
      <Sections
        label={words.sections}
        groups={SECTION_GROUPS.map(({ of, sections }) => ({
          ...(of && { title: words.group[of] }),
          links: sections.map((one) => ({
            href: href({ screen: 'settings', section: one }),
            title: words.section[one],
            icon: ICONS[one],
            current: one === section,
            testId: `section-${one}`,
          })),
        }))}
      >
        <section className={styles['content']} aria-labelledby="section-title" data-testid={`settings-${section}`}>
          <h2 id="section-title" className={styles['title']}>
            {words.section[section]}
          </h2>
          <Content section={section} connection={connection} />
        </section>
      </Sections>
    </Page>
  )
}

function Content({ section, connection }: { section: Section; connection: string | undefined }) {
  switch (section) {
    case 'general':
      return <General />
    case 'network':
      return <Network />
    case 'ledger':
      return <Ledger />
    case 'doctor':
      return <Doctor />
    case 'programs':
      return <Programs />
    case 'activity':
      return <Activity key={connection} of={connection} />
    case 'appearance':
      return <Appearance />
    case 'about':
      return <About />
  }
}
