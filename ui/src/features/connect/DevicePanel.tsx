import { useEffect } from 'react'

import type { AttemptView, DeviceView } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { Button } from '../../parts/Button'
import { useCopy } from '../../parts/clipboard'
import { useNow } from '../../parts/now'
import { PanelSays } from '../../parts/Panel'
import { text } from '../../text'
import styles from './DevicePanel.module.css'

const words = text.waiting

/** A code to enter at the provider, on whatever device has a browser (RFC 8628): large enough to be read across a desk. */
export function DevicePanel({ device, attempt }: { device: DeviceView; attempt: AttemptView }) {
  const { userCode, verificationUri } = device
  const copy = useCopy()
  const say = useSay()
  useEffect(() => say.quietly(words.announceCode(userCode, verificationUri)), [say, userCode, verificationUri])
  return (
    <>
      <PanelSays>{words.deviceSays(attempt.host)}</PanelSays>
      <dl className={styles['device']}>
        <div className={styles['line']}>
          <dt>{words.code}</dt>
          <dd className={styles['entry']}>
            <span className={styles['code']} data-testid="device-code">
              {userCode}
            </span>
            <Button icon="copy" data-testid="device-code-copy" onClick={() => void copy(userCode, words.codeCopied)}>
              {words.copyCode}
            </Button>
          </dd>
        </div>
        <div className={styles['line']}>
          <dt>{words.address}</dt>
          <dd className={styles['address']} data-testid="device-address">
            {verificationUri}
          </dd>
        </div>
      </dl>
      <Left expiresAt={attempt.expiresAt} />
    </>
  )
}

function Left({ expiresAt }: { expiresAt: string }) {
  const now = useNow(1000)
  return (
    <p className={styles['left']} data-testid="device-left">
      {words.codeLeft(Date.parse(expiresAt) - now)}
    </p>
  )
}
