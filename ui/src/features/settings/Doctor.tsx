import { useState } from 'react'

import { useAsk } from '../../app/engine'
import { RowSelect } from '../../parts/Field'
import { Group, Row } from '../../parts/Group'
import { text } from '../../text'
import { DoctorFindings } from './DoctorFindings'
import styles from './Settings.module.css'

const words = text.doctor

/** Looks at this computer, or at what one connector needs of it. */
export function Doctor() {
  const [connector, setConnector] = useState('')
  const { data: catalogue } = useAsk('catalogue', {})
  const options = [
    { value: '', title: words.all },
    ...(catalogue ?? [])
      .filter(({ auth }) => auth === 'oAuth')
      .map(({ id, name }) => ({ value: id, title: name }))
      .toSorted((a, b) => a.title.localeCompare(b.title)),
  ]
  return (
    <>
      <p className={styles['lead']}>{words.lead}</p>
      <Group title={words.subject}>
        <Row icon="screen" title={words.whose} says={words.whoseSays}>
          {(wiring) => (
            <RowSelect
              {...wiring}
              value={connector}
              onChange={setConnector}
              options={options}
              testId="doctor-connector"
            />
          )}
        </Row>
      </Group>
      <DoctorFindings key={connector} connector={connector || null} />
    </>
  )
}
