import { useAsk } from '../../app/engine'
import { text } from '../../text'
import gridStyles from './Grid.module.css'
import styles from './Summaries.module.css'

const words = text.workbook.ordering

/** How far the store is with putting the rows in order: the first time that takes as long as reading the tab. */
export function Ordering({ tab }: { tab: string }) {
  const { data } = useAsk('ordering', { tab }, { fresh: true })
  if (!data) return null
  return (
    <div className={gridStyles['message']}>
      <div className={styles['ordering']} data-testid="ordering">
        <span>{words.says(data.read, data.rows)}</span>
        <progress max={data.rows} value={data.read} aria-label={words.label} />
      </div>
    </div>
  )
}
