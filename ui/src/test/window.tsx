import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'

import { App } from '../app/App'
import { engineCache } from '../app/engine'
import { loadRest } from '../app/rest'
import { href, type Route } from '../app/route'
import type { Args, Command, Host } from '../host'
import { type DemoOptions, demoHost } from '../host/demo'

// What comes after the start is there from the start, so that a scene need not wait for it.
await loadRest()

/** A command as the window sent it. */
type Sent = { [C in Command]: { name: C; args: Args<C> } }[Command]

/** What the shell does itself; by default nothing. */
type Shell = Partial<Pick<Host, 'zoom' | 'speak'>>

/** The window on a demo host, all that it asked of it, and what it was told. */
export function openWindow({ zoom, speak, ...options }: DemoOptions & Shell, route: Route = { screen: 'connections' }) {
  const sent: Sent[] = []
  const answers: unknown[] = []
  const demo = demoHost({ pace: 0, ...options })
  const host: Host = {
    ...demo,
    ...(zoom && { zoom }),
    ...(speak && { speak }),
    rpc: async (name, args) => {
      sent.push({ name, args } as Sent)
      try {
        const answer = await demo.rpc(name, args)
        answers.push(answer)
        return answer
      } catch (fault) {
        answers.push(fault)
        throw fault
      }
    },
  }
  window.location.hash = href(route)
  render(<App host={host} cache={engineCache()} />)
  return { user: userEvent.setup(), sent, answers, host }
}

/** The arguments of every call of a command so far, in order. */
export const callsOf = <C extends Command>(sent: Sent[], name: C): Args<C>[] =>
  sent.filter((one) => one.name === name).map(({ args }) => args as Args<C>)

/** The element with a test id, as soon as it is there. */
export const soon = (testId: string): Promise<HTMLElement> => screen.findByTestId(testId)
