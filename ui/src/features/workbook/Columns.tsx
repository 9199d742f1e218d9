import { Popover } from '@base-ui/react/popover'
import { useState } from 'react'

import type { TabView } from '../../generated/rpc'
import { Button, buttonClass, IconButton } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { SearchField } from '../../parts/SearchField'
import { Tick } from '../../parts/Tick'
import { text } from '../../text'
import styles from './Columns.module.css'
import { type Layout, moved, ordered, OWN, titleOf, toggled, visible } from './layout'
import { ChangeColumn } from './UserColumns'

const words = text.workbook
/** So many are read at a glance; more get a search. */
const AT_A_GLANCE = 10

type Props = {
  tab: TabView
  layout: Layout
  onLayout: (layout: Layout) => void
  /** Opens the choice of what is read; absent where the tab is nobody's any more. */
  onChoose: (() => void) | undefined
}

/** Which columns are shown, and in which order: by mouse or keys, nothing has to be dragged. */
export function Columns(props: Props) {
  const { tab, layout } = props
  const shown = visible(tab.columns, layout).length
  return (
    <Popover.Root>
      <Popover.Trigger className={buttonClass('quiet')} data-testid="columns">
        <Icon name="grid" size={18} />
        {words.columns}
        {shown < tab.columns.length && (
          <span className={styles['some']}>{words.columnsShown(shown, tab.columns.length)}</span>
        )}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className={styles['positioner']} sideOffset={6} align="start">
          <Popover.Popup className={styles['popup']} aria-label={words.columns}>
            <List {...props} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function List({ tab, layout, onLayout, onChoose }: Props) {
  const { columns } = tab
  const [changing, setChanging] = useState<string | null>(null)
  const [query, setQuery] = useState('')
  const hidden = new Set(layout.hidden)
  const found = ordered(columns, layout).filter((column) =>
    titleOf(column).toLowerCase().includes(query.trim().toLowerCase()),
  )
  return (
    <>
      {columns.length > AT_A_GLANCE && (
        <div className={styles['search']}>
          <SearchField label={words.findColumn} value={query} onChange={setQuery} testId="columns-search" />
        </div>
      )}
      <ul className={styles['list']}>
        {found.map(({ name, title, user }) => (
          <li key={name} className={styles['column']}>
            <label>
              <Tick
                checked={!hidden.has(name)}
                onChange={() => onLayout(toggled(columns, layout, name))}
                data-testid={`show-${name}`}
              />
              <span>{title ?? name}</span>
            </label>
            {user && (
              <IconButton icon="pencil" label={words.userColumns.change(name)} data-testid={`change-column-${name}`} onClick={() => setChanging(name)} />
            )}
            <IconButton
              icon="arrowUp"
              label={words.moveLeft(name)}
              data-testid={`left-${name}`}
              onClick={() => onLayout(moved(columns, layout, name, -1))}
            />
            <IconButton
              icon="arrowDown"
              label={words.moveRight(name)}
              data-testid={`right-${name}`}
              onClick={() => onLayout(moved(columns, layout, name, 1))}
            />
          </li>
        ))}
      </ul>
      <div className={styles['foot']}>
        <Button look="quiet" disabled={layout === OWN} data-testid="columns-own" onClick={() => onLayout(OWN)}>
          {words.allColumns}
        </Button>
        {onChoose && (
          <Popover.Close className={buttonClass('quiet')} data-testid="columns-choose" onClick={onChoose}>
            {text.columns.choose}
          </Popover.Close>
        )}
      </div>
      <ChangeColumn tab={tab} column={columns.find(({ name }) => name === changing) ?? null} onClose={() => setChanging(null)} />
    </>
  )
}
