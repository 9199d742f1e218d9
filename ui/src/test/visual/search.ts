import { screen } from '@testing-library/react'

/** What is searched for, letter by letter; every letter finds something. */
const WORD = 'hubspot'

/**
 * Milliseconds from each letter typed into the catalogue's search to the picture that shows what it found: its tiles are in
 * the document, and the frame that draws them is done.
 */
export async function searched(): Promise<number[]> {
  const field = screen.getByTestId<HTMLInputElement>('catalogue-search')
  const times: number[] = []
  for (let length = 1; length <= WORD.length; length++) {
    const before = tiles()
    const begun = performance.now()
    type(field, WORD.slice(0, length))
    // oxlint-disable-next-line no-await-in-loop -- one letter after the other
    await until(() => tiles() !== before)
    times.push(performance.now() - begun)
  }
  return times
}

/** The list of tiles: another one for every query. */
const tiles = (): Element | null => document.querySelector('[data-testid^=tile-]')?.closest('ul') ?? null

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
