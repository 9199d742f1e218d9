import '../../app/tokens.css'
import '../../app/base.css'

import { demoHost } from '../../host/demo'
import { speak } from '../../text'

// Opened in a real browser by `check.mjs --search`: the window as it ships, with React's production build and minified, on
// the demo's thousand connectors. Not a scene: those are acted out by the testing library, which needs the development build.
window.location.hash = '#/catalogue'
const ready = speak()
  .then(() => import('../../app/open'))
  .then(({ open }) => open(demoHost({ start: 'many', pace: 0 }), Promise.resolve(undefined)))
  .then(() => until(() => document.querySelector('[data-testid=catalogue-more]') !== null))
  // What the start still does is no part of a search.
  .then(() => rest(500))

/** What is searched for, one after the other: the first tile is another one each time. */
const WORDS = ['s', 'sh', 'h', 'g', 'go', 'x', 'zo', 'm', 'do', 're']

/**
 * Milliseconds from a key in the catalogue's search to the picture that shows what it found: its first tiles are in the
 * document, and the frame that draws them is done. Beside it `idle`, the time of two frames in which nothing happens.
 */
async function searched(): Promise<{ times: number[]; idle: number }> {
  const field = document.querySelector<HTMLInputElement>('[data-testid=catalogue-search]')
  if (!field) throw new Error('the catalogue has no search')
  const rested = performance.now()
  await frame()
  await frame()
  const idle = performance.now() - rested
  const times: number[] = []
  for (const word of WORDS) {
    const before = firstTile()
    const begun = performance.now()
    type(field, word)
    // oxlint-disable-next-line no-await-in-loop -- one key after the other
    await until(() => firstTile() !== before)
    times.push(performance.now() - begun)
    // oxlint-disable-next-line no-await-in-loop -- nobody types faster
    await rest(PAUSE)
  }
  return { times, idle }
}

/** Between two keys, in milliseconds: ten keys a second. */
const PAUSE = 100

const firstTile = (): string | null | undefined => document.querySelector('[data-testid^=tile-]')?.getAttribute('data-testid')

/** As a key does: React takes no notice of a value that is set by its own setter. */
function type(field: HTMLInputElement, value: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, value)
  field.dispatchEvent(new InputEvent('input', { bubbles: true }))
}

const rest = (milliseconds: number): Promise<unknown> => new Promise((done) => setTimeout(done, milliseconds))

const frame = (): Promise<unknown> => new Promise((done) => requestAnimationFrame(done))

/** Until a frame has been drawn in which something is so. */
async function until(isSo: () => boolean): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- frame by frame
  while (!isSo()) await frame()
  await frame()
}

Object.assign(window, { ready, searched })
