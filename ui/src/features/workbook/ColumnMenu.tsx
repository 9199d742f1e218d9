import type { Sort, TabView } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { MenuAt, MenuItem, MenuLine } from '../../parts/Menu'
import { text } from '../../text'
import { froze, type Layout, titleOf, toggled, visible } from './layout'
import { orderOf } from './view'

const words = text.workbook.columnMenu

/** The column whose menu is open, and its header. */
export type OpenMenu = { column: string; anchor: Element }

type Props = {
  tab: TabView
  menu: OpenMenu
  layout: Layout
  onLayout: (layout: Layout) => void
  onSort: (sort: Sort) => void
  onProfile: (column: string) => void
  onChart: (column: string) => void
  onClose: () => void
}

/** What can be done with a column. */
export function ColumnMenu({ tab, menu: { column: name, anchor }, layout, onLayout, onSort, onProfile, onChart, onClose }: Props) {
  const say = useSay()
  const columns = visible(tab.columns, layout)
  const index = columns.findIndex((column) => column.name === name)
  const column = columns[index]
  if (!column) return null
  const order = orderOf(column.cell)
  const freeze = (count: number) => {
    onLayout(froze(layout, count))
    say.quietly(words.frozen(count))
  }
  return (
    <MenuAt anchor={anchor} label={words.open(titleOf(column))} onClose={onClose} focus={grid}>
      <MenuItem icon="arrowUp" testId="sort-ascending" onPick={() => onSort({ column: name, descending: false })}>
        {words.ascending[order]}
      </MenuItem>
      <MenuItem icon="arrowDown" testId="sort-descending" onPick={() => onSort({ column: name, descending: true })}>
        {words.descending[order]}
      </MenuItem>
      <MenuLine />
      <MenuItem icon="search" testId="profile-open" onPick={() => onProfile(name)}>
        {words.profile}
      </MenuItem>
      <MenuItem icon="chart" testId="chart-by-column" onPick={() => onChart(name)}>
        {words.chart}
      </MenuItem>
      <MenuLine />
      {layout.frozen !== index + 1 && (
        <MenuItem icon="pin" testId="freeze" onPick={() => freeze(index + 1)}>
          {words.freeze}
        </MenuItem>
      )}
      {layout.frozen > 0 && (
        <MenuItem icon="pin" testId="unfreeze" onPick={() => freeze(0)}>
          {words.unfreeze}
        </MenuItem>
      )}
      <MenuItem icon="eyeOff" testId="hide-column" onPick={() => onLayout(toggled(tab.columns, layout, name))}>
        {words.hide}
      </MenuItem>
    </MenuAt>
  )
}

const grid = () => document.querySelector<HTMLElement>('[role=grid]')
