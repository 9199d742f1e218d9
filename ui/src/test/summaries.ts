import { screen } from '@testing-library/react'

import { press, type Scene, tab } from './scene'
import { soon } from './window'

/** What stands beside the rows of a tab: what they add up to, and what was removed. */
export const SUMMARIES: Scene[] = [
  { name: 'workbook, rows being put in order', route: tab('c3-companies'), options: { order: 'waiting' }, ready: 'ordering' },
  ...['title', 'amount'].map((column) => ({
    name: `workbook, profile of ${column}`,
    route: tab('c3-companies'),
    ready: 'profile-distinct',
    act: async (user: Parameters<NonNullable<Scene['act']>>[0]) => {
      await soon('cell-0-0')
      await press(`head-menu-${column}`, 'profile-open')(user)
    },
  })),
  {
    name: 'workbook, menu of a column, some frozen',
    route: tab('c3-companies'),
    ready: 'unfreeze',
    act: async (user) => {
      await soon('cell-0-0')
      await press('head-menu-title', 'freeze', 'head-menu-stage')(user)
    },
  },
  {
    name: 'workbook, chart over time',
    route: tab('c3-companies'),
    ready: 'chart-bars',
    act: async (user) => {
      await soon('cell-0-0')
      await press('chart-open')(user)
    },
  },
  {
    name: 'workbook, chart by value, a selection',
    route: tab('c3-companies'),
    ready: 'total-sum',
    act: async (user) => {
      await soon('cell-0-0')
      await press('head-menu-stage', 'chart-by-column')(user)
      await soon('chart-bars')
      // By keys: in a narrow window the column is not drawn yet.
      await user.click(screen.getByTestId('cell-0-0'))
      await user.keyboard('{ArrowRight>4/}{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
    },
  },
  {
    name: 'workbook, a column removed',
    route: tab('c3-companies'),
    ready: 'notice-offer',
    act: async (user) => {
      await soon('cell-0-0')
      await press('columns', 'change-column-Remark', 'column-remove')(user)
    },
  },
]
