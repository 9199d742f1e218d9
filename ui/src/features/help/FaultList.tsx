import { useState } from 'react'

import { href } from '../../app/route'
import { Group, LinkRow, MoreRow } from '../../parts/Group'
import { faultWords, text } from '../../text'
import type { HelpFault } from './find'

const words = text.help

type Props = {
  title: string
  says?: string
  faults: HelpFault[]
  /** Of so many, only these are shown until one wants all. */
  few?: readonly string[]
}

/** What the window says when something went wrong, each with what to do; its entry of the guide says why. */
export function FaultList({ title, says, faults, few }: Props) {
  const [all, showAll] = useState(false)
  const shown = few && !all ? faults.filter(({ code }) => few.includes(code)) : faults
  return (
    <Group level={2} title={title} says={says} testId="help-faults">
      {/* The engine words its faults in English; other languages have words of their own. */}
      <div lang={faultWords ? undefined : 'en'}>
        {shown.map(({ code, title: what, fix }) => (
          <LinkRow
            key={code}
            title={what}
            says={fix}
            end={<code>{code}</code>}
            href={href({ screen: 'help', page: 'troubleshooting', section: code })}
            testId={`help-fault-${code}`}
          />
        ))}
      </div>
      {shown.length < faults.length && (
        <MoreRow testId="help-faults-all" onMore={() => showAll(true)}>
          {words.faultsAll(faults.length)}
        </MoreRow>
      )}
    </Group>
  )
}
