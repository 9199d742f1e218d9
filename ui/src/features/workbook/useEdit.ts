import { useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useRef, useState } from 'react'

import type { ColumnView, FaultView, RowWindow, TabView } from '../../generated/rpc'
import { useHost } from '../../host'
import { useSay } from '../../parts/Announcer'
import { text } from '../../text'
import type { Column } from './GridHead'

const words = text.workbook.userColumns

/** The cell that is being edited, and the text it begins with. */
export type Editing = { row: number; column: number; draft: string }

/** Where the focus goes once a cell is kept. */
export type Step = 'down' | 'right' | 'left' | 'stay'

type Edit = { column: string; key: string; value: string | null }

/** Whether a column's cells are written by people. */
export const isWritten = (column: ColumnView | undefined): boolean =>
  column?.user != null && column.user.kind !== 'formula'

/** Setting cells of user columns, and undoing the last of it. */
export function useSetCell(tab: TabView) {
  const host = useHost()
  const cache = useQueryClient()
  const say = useSay()
  const done = useRef<Edit[]>([])
  const set = async ({ column, key, value }: Edit): Promise<string | null> => {
    const before = await host.rpc('set_user_cell', { tab: tab.id, column, key, value })
    // Seen at once; the engine's answer follows.
    const at = tab.columns.findIndex(({ user }) => user?.id === column)
    cache.setQueriesData<RowWindow>({ queryKey: ['rows', { tab: tab.id }] }, (window) => window && replaced(window, key, at, value))
    return before
  }
  const guarded = async (edit: () => Promise<void>) => {
    try {
      await edit()
    } catch (fault) {
      say.aloud((fault as FaultView).title)
    }
  }
  return {
    set: (edit: Edit) =>
      guarded(async () => {
        const before = await set(edit)
        done.current.push({ ...edit, value: before })
        say.quietly(edit.value ? words.saved(edit.value) : words.emptied)
      }),
    undo: () =>
      guarded(async () => {
        const last = done.current.pop()
        if (last) await set(last)
        say.quietly(last ? words.undone : words.nothingToUndo)
      }),
  }
}

function replaced(window: RowWindow, key: string, at: number, value: string | null): RowWindow {
  const row = window.keys.indexOf(key)
  if (row < 0 || at < 0) return window
  return { ...window, rows: window.rows.with(row, (window.rows[row] ?? []).with(at, value)) }
}

type Options = {
  tab: TabView
  columns: Column[]
  focus: { row: number; column: number }
  keyOf: (row: number) => string | undefined
  valueOf: (row: number, at: number) => unknown
  onStep: (step: Step) => void
}

/** Editing in the grid, by the keys of a spreadsheet. */
export function useEdit({ tab, columns, focus, keyOf, valueOf, onStep }: Options) {
  const [editing, setEditing] = useState<Editing | null>(null)
  const { set, undo } = useSetCell(tab)
  const column = columns[focus.column]
  const begin = (draft?: string): boolean => {
    if (!column || focus.row < 0 || !isWritten(column) || keyOf(focus.row) === undefined) return false
    const value = valueOf(focus.row, column.at)
    setEditing({ ...focus, draft: draft ?? (typeof value === 'string' ? value : '') })
    return true
  }
  const write = (place: Editing | typeof focus, value: string | null) => {
    const [of, key] = [columns[place.column], keyOf(place.row)]
    if (of?.user && key !== undefined && (valueOf(place.row, of.at) ?? null) !== value) {
      void set({ column: of.user.id, key, value })
    }
  }
  const end = (value: string | null, step: Step) => {
    if (!editing) return
    setEditing(null)
    if (value !== null) write(editing, value.trim() || null)
    onStep(step)
  }
  const onKeyDown = (event: KeyboardEvent): boolean => {
    const { key, ctrlKey, metaKey, altKey } = event
    if ((ctrlKey || metaKey) && key.toLowerCase() === 'z') {
      void undo()
      return true
    }
    if (ctrlKey || metaKey || altKey || !isWritten(column) || focus.row < 0) return false
    if (key === 'Enter' || key === 'F2') return begin()
    if (key === 'Delete' || key === 'Backspace') {
      write(focus, null)
      return true
    }
    return key.length === 1 && key !== ' ' && begin(key)
  }
  return { editing, begin, end, onKeyDown }
}
