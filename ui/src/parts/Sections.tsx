import type { ReactNode } from 'react'

import { Icon, type IconName } from './Icon'
import styles from './Sections.module.css'

/** A section that one can go to. */
export type SectionLink = { href: string; title: string; icon?: IconName; current: boolean; testId: string }

/** Sections that belong together, with what they have in common. */
export type SectionGroup = { title?: string; links: SectionLink[] }

type Props = {
  /** Names the links for a screen reader. */
  label: string
  groups: SectionGroup[]
  /** Stands above the links, such as a search. */
  above?: ReactNode
  /** Stands below the links. */
  below?: ReactNode
  /** The section that is open. */
  children: ReactNode
}

/** A page of several sections: their names at the side, one of them open. */
export const Sections = ({ label, groups, above, below, children }: Props) => (
  <div className={styles['sections']}>
    <nav className={styles['side']} aria-label={label}>
      {above}
      <div className={styles['groups']}>
        {groups.map(({ title, links }, index) => (
          <div key={title ?? index}>
            {title && <p className={styles['title']}>{title}</p>}
            <ul>
              {links.map(({ href, title: name, icon, current, testId }) => (
                <li key={testId}>
                  <a className={styles['link']} href={href} aria-current={current ? 'page' : undefined} data-testid={testId}>
                    {icon && <Icon name={icon} size={18} />}
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      {below}
    </nav>
    {children}
  </div>
)
