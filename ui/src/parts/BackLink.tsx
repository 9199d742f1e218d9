import styles from './BackLink.module.css'
import { Icon } from './Icon'

/** The way back to the screen that this one belongs to: the same place and look everywhere. */
export const BackLink = ({ href, testId, children }: { href: string; testId: string; children: string }) => (
  <a className={styles['back']} href={href} data-testid={testId}>
    <Icon name="chevronLeft" size={16} />
    {children}
  </a>
)
