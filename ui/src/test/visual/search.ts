import { screen } from '@testing-library/react'

/** What is searched for, one after the other: the first tile is another one each time. */
const WORDS = ['s', 'sh', 'h', 'g', 'go', 'x', 'zo', 'm', 'do', 're']

/**
 * Milliseconds from a key in the catalogue's search to the picture that shows what it found: its first tiles are in the
 * document, and the frame that draws them is done. Beside it `idle`, the time of two frames in which nothing happens.
 */
export async function searched(): Promise<{ times: number[]; idle: number }> {
  const field = screen.getByTestId<HTMLInputElement>('catalogue-search')
  await frame()
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
    await new Promise((done) => setTimeout(done, PAUSE))
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

const frame = (): Promise<unknown> => new Promise((done) => requestAnimationFrame(done))

/** Until a frame has been drawn in which something is so. */
async function until(isSo: () => boolean): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- frame by frame
  while (!isSo()) await frame()
  await frame()
}
