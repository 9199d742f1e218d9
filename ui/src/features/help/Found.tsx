import { href } from '../../app/route'
import { Group, LinkRow } from '../../parts/Group'
import { text } from '../../text'
import { FaultList } from './FaultList'
import type { FoundSection, HelpFault } from './find'
import styles from './Help.module.css'

const words = text.help

type Props = { query: string; sections: FoundSection[]; named: HelpFault[]; others: HelpFault[] }

/** What a search finds: a fault that it names, what the guide says, and faults that have the words. */
export function Found({ query, sections, named, others }: Props) {
  if (sections.length + named.length + others.length === 0) {
    return (
      <div className={styles['none']} data-testid="help-none">
        <p>{words.none(query.trim())}</p>
        <p>{words.noneFix}</p>
      </div>
    )
  }
  return (
    <div>
      {named.length > 0 && <FaultList title={words.named} faults={named} />}
      {sections.length > 0 && <InGuide sections={sections} />}
      {others.length > 0 && <FaultList title={words.faults} faults={others} />}
    </div>
  )
}

const InGuide = ({ sections }: { sections: FoundSection[] }) => (
  <Group level={2} title={words.inGuide} testId="help-sections">
    {sections.map(({ page, title, line }) => (
      <LinkRow
        key={`${page} ${title}`}
        icon="file"
        title={title ? <span lang="en">{title}</span> : words.page[page]}
        says={<span lang="en">{line}</span>}
        end={title && words.page[page]}
        href={href({ screen: 'help', page, section: title })}
        testId={`help-found-${page}`}
      />
    ))}
  </Group>
)
