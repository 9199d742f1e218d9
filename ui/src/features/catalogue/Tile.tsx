import { memo } from 'react'

import { href } from '../../app/route'
import type { ConnectorView } from '../../generated/rpc'
import { classes } from '../../parts/classes'
import { ConnectorIcon } from '../../parts/ConnectorIcon'
import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import styles from './Catalogue.module.css'

const words = text.catalogue

type Props = { connector: ConnectorView; onOpen: (connector: string) => void }

/** A connector: what it is, how it authorizes, what it needs, how far it was checked, how often it is in use. */
export const Tile = memo(function Tile({ connector, onOpen }: Props) {
  const { id, name, category, summary, icon, auth, client, maturity, connected } = connector
  return (
    <div className={styles['place']}>
      <button type="button" className={styles['tile']} onClick={() => onOpen(id)} data-testid={`tile-${id}`}>
      <ConnectorIcon svg={icon} />
      <span className={styles['name']}>{name}</span>
      <span className={styles['category']}>
        {category}
        {connected > 0 && <span className={styles['connected']}>{words.connected(connected)}</span>}
      </span>
      <span className={styles['summary']}>{summary}</span>
      <span className={styles['facts']}>
        <span className={classes(styles['fact'], client !== 'own' && styles['ready'])}>
          <Icon name={client === 'own' ? 'key' : 'check'} size={14} />
          {words.client[client]}
        </span>
        <span className={styles['plain']}>
          <span>{words.auth[auth]}</span>
          <span title={words.maturitySays[maturity]}>{words.maturity[maturity]}</span>
        </span>
      </span>
    </button>
      <a
        className={styles['try']}
        href={href({ screen: 'author', connector: id })}
        aria-label={words.tryOut(name)}
        title={words.tryOut(name)}
        data-testid={`try-${id}`}
      >
        <Icon name="pulse" size={18} />
      </a>
    </div>
  )
})
