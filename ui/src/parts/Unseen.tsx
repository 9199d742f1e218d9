import styles from './Unseen.module.css'

/** Words for screen readers only: they say what a colour or a shape says to the eye. */
export const Unseen = ({ children }: { children: string }) => <span className={styles['unseen']}>{children}</span>
