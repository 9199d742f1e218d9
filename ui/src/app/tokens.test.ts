import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')
const colours = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [
    name,
    { light, dark },
  ]),
)

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(front: string, back: string, theme: 'light' | 'dark'): number {
  const [light, dark] = [front, back]
    .map((name) => luminance(colours.get(name)?.[theme] ?? ''))
    .toSorted((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const GROUNDS = ['canvas', 'surface', 'sunken', 'raised', 'hover']
const TEXT = [
  ...['text', 'text-muted', 'text-faint', 'accent-text'].flatMap((front) => GROUNDS.map((back) => [front, back])),
  ...['good', 'busy', 'warn', 'bad', 'idle', 'accent'].map((name) => [`${name}-text`, `${name}-soft`]),
  ['text', 'bad-soft'],
  ['text-muted', 'bad-soft'],
  ['text', 'warn-soft'],
  ['text', 'good-soft'],
  ['text-muted', 'busy-soft'],
  ['text', 'accent-soft'],
  ['text-muted', 'accent-soft'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-bad', 'bad-fill'],
] as [string, string][]
const EDGES = [
  ['line-strong', 'surface'],
  ['line-strong', 'canvas'],
  ['accent', 'canvas'],
  ['accent', 'surface'],
] as [string, string][]

describe.each(['light', 'dark'] as const)('%s colours', (theme) => {
  it.each(TEXT)('%s can be read on %s', (front, back) => {
    expect(contrast(front, back, theme), 'WCAG 1.4.3 asks 4.5 : 1 of text').toBeGreaterThanOrEqual(4.5)
  })

  it.each(EDGES)('%s is seen on %s', (front, back) => {
    expect(
      contrast(front, back, theme),
      'WCAG 1.4.11 asks 3 : 1 of the edges of fields and of the focus ring',
    ).toBeGreaterThanOrEqual(3)
  })
})
