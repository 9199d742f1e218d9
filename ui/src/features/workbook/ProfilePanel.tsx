import { useAsk } from '../../app/engine'
import type { CellType, ColumnView, Filter, ProfileView, TabView } from '../../generated/rpc'
import { FaultPanel } from '../../parts/FaultPanel'
import { Loading } from '../../parts/Loading'
import { text } from '../../text'
import { figure, percent, result } from '../../text/format'
import { Histogram, ValueBars } from './Bars'
import { face } from './cell'
import { titleOf } from './layout'
import { SidePanel } from './SidePanel'
import styles from './Summaries.module.css'
import { rowsOf, type View } from './view'

const words = text.workbook.profile

type Props = { tab: TabView; view: View; column: ColumnView; onFilter: (filter: Filter) => void; onClose: () => void }

/** What a column holds in the rows that the filters leave. */
export function ProfilePanel({ tab, view, column, onFilter, onClose }: Props) {
  const { data, error, refetch } = useAsk('profile', { tab: tab.id, query: rowsOf(view), column: column.name })
  return (
    <SidePanel title={words.title(titleOf(column))} testId="profile" onClose={onClose}>
      <div className={styles['body']}>
        {error && <FaultPanel fault={error} onAction={() => void refetch()} />}
        {!error && !data && <Loading />}
        {data && <Holds profile={data} column={column} onFilter={onFilter} />}
      </div>
    </SidePanel>
  )
}

type HoldsProps = { profile: ProfileView; column: ColumnView; onFilter: (filter: Filter) => void }

function Holds({ profile, column, onFilter }: HoldsProps) {
  const { rows, every, nulls, empty, odd, distinct, least, greatest, mean, frequent, bars } = profile
  const shown = (value: string | number | boolean): string =>
    typeof value === 'boolean' ? text.workbook[value ? 'true' : 'false'] : edge(value, column.cell)
  const share = (count: number) => words.share(count, percent(rows > 0 ? count / rows : 0))
  return (
    <>
      <p className={styles['note']} data-testid="profile-rows">
        {every === 1 ? words.all(rows) : words.sample(rows, every)}
      </p>
      <dl className={styles['facts']} data-testid="profile-facts">
        <Fact name={words.distinct} testId="profile-distinct" value={result(distinct)} />
        <Fact name={words.nulls} testId="profile-nulls" value={share(nulls)} />
        {(empty > 0 || column.cell === 'text') && (
          <Fact name={words.empty} testId="profile-empty" value={share(empty)} />
        )}
        {odd > 0 && <Fact name={words.odd} testId="profile-odd" value={share(odd)} />}
        {least !== null && <Fact name={words.least} testId="profile-least" value={shown(least)} />}
        {greatest !== null && <Fact name={words.greatest} testId="profile-greatest" value={shown(greatest)} />}
        {mean !== null && <Fact name={words.mean} testId="profile-mean" value={figure(mean)} />}
      </dl>
      {bars.length > 1 && (
        <section>
          <h3>{words.spread}</h3>
          <Histogram
            testId="profile-bars"
            label={words.picture(titleOf(column), bars.length)}
            bars={bars.map(({ from, to, rows: here }) => ({ name: words.range(edge(from, 'time'), edge(to, 'time')), amount: here, shown: text.units.rows(here) }))}
          />
        </section>
      )}
      {distinct > 0 && (
        <section>
          <h3>{words.frequent}</h3>
          {distinct > 1 && frequent[0]?.rows === 1 ? (
            <p className={styles['note']}>{words.unique}</p>
          ) : (
            <ValueBars
              testId="profile-frequent"
              label={words.frequent}
              amounts={words.rowsHead}
              bars={frequent.map(({ value, rows: here }) => ({
                name: shown(value),
                amount: here,
                shown: share(here),
                onPick: () => onFilter({ column: column.name, op: 'equals', value: String(value) }),
              }))}
            />
          )}
        </section>
      )}
    </>
  )
}

const Fact = ({ name, testId, value }: { name: string; testId: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd data-testid={testId}>{value}</dd>
  </div>
)

/** A number as a person reads it, anything else as in a cell. */
const edge = (value: string | number, cell: CellType): string =>
  typeof value === 'number' ? figure(value) : face(value, cell).text
