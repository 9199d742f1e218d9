import type { Route } from '../app/route'
import type { DemoOptions } from '../host/demo'
import { type openWindow, soon } from './window'

/** What is done on the way. */
export type Act = (user: ReturnType<typeof openWindow>['user']) => Promise<void>
/** A screen in a state: how one gets there, and what is there then. */
export type Scene = {
  name: string
  route: Route
  options?: DemoOptions
  ready: string
  act?: Act
  /** So much that axe and the words take minutes: the same parts as in a scene with little, and only looked at. */
  tall?: true
}

/** A tab of the demo's workbook. */
export const tab = (name: string): Route => ({ screen: 'workbook', entity: 'customer', tab: name })
/** Clicks, one after the other. */
export const press =
  (...testIds: string[]): Act =>
  async (user) => {
    // One after the other: each click brings up the next target.
    // oxlint-disable-next-line no-await-in-loop
    for (const testId of testIds) await user.click(await soon(testId))
  }
