import { useAsk } from '../../app/engine'
import type { ColumnView, Filter, ProfileView, TabView } from '../../generated/rpc'
import { FaultPanel } from '../../parts/FaultPanel'
import { Fact, Facts } from '../../parts/Facts'
import { Loading } from '../../parts/Loading'
import { text } from '../../text'
import { percent, result } from '../../text/format'
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
    typeof value === 'boolean' ? text.workbook[value ? 'true' : 'false'] : face(value, column.cell).text
  const share = (count: number) => words.share(count, percent(rows > 0 ? count / rows : 0))
  return (
    <>
      <p className={styles['note']} data-testid="profile-rows">
        {every === 1 ? words.all(rows) : words.sample(rows, every)}
      </p>
      <Facts tiles testId="profile-facts">
        <Fact name={words.distinct} testId="profile-distinct">{result(distinct)}</Fact>
        <Fact name={words.nulls} testId="profile-nulls">{share(nulls)}</Fact>
        <Fact name={words.empty} testId="profile-empty">{share(empty)}</Fact>
        {odd > 0 && <Fact name={words.odd} testId="profile-odd">{share(odd)}</Fact>}
        {least !== null && <Fact name={words.least} testId="profile-least">{shown(least)}</Fact>}
        {greatest !== null && <Fact name={words.greatest} testId="profile-greatest">{shown(greatest)}</Fact>}
        {mean !== null && <Fact name={words.mean} testId="profile-mean">{result(mean)}</Fact>}
      </Facts>
      {bars.length > 1 && (
        <section>
          <h3>{words.spread}</h3>
          <Histogram
            testId="profile-bars"
            label={words.picture(titleOf(column), bars.length)}
            bars={bars.map(({ from, to, rows: here }) => ({ name: words.range(edge(from), edge(to)), amount: here, shown: text.units.rows(here) }))}
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

/** An edge of a bar: a number as it is calculated, a time as in a cell. */
const edge = (value: string | number): string =>
  typeof value === 'number' ? result(value) : face(value, 'time').text
