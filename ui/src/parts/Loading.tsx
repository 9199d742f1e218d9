import { text } from '../text'
import { Spinner } from './Button'
import styles from './Loading.module.css'

/** Stands where an answer will stand; seen only when it takes more than 300 ms. */
export function Loading() {
  return (
    <p className={styles['loading']} data-testid="loading">
      <Spinner />
      {text.app.loading}
    </p>
  )
}
