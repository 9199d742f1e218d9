import type { ReactNode } from 'react'

import { Icon, type IconName } from './Icon'
import styles from './Sections.module.css'

/** A section that one can go to. */
export type SectionLink = { href: string; title: string; icon?: IconName; current: boolean; testId: string }

type Props = {
  /** Names the links for a screen reader. */
  label: string
  links: SectionLink[]
  /** Stands above the links, such as a search. */
  above?: ReactNode
  /** Stands below the links. */
  below?: ReactNode
  /** The section that is open. */
  children: ReactNode
}

/** A page of several sections: their names at the side, one of them open. */
export const Sections = ({ label, links, above, below, children }: Props) => (
  <div className={styles['sections']}>
    <nav className={styles['side']} aria-label={label}>
      {above}
      <ul>
        {links.map(({ href, title, icon, current, testId }) => (
          <li key={testId}>
            <a className={styles['link']} href={href} aria-current={current ? 'page' : undefined} data-testid={testId}>
              {icon && <Icon name={icon} size={18} />}
              {title}
            </a>
          </li>
        ))}
      </ul>
      {below}
    </nav>
    {children}
  </div>
)
