import { expect, it } from 'vitest'

import { parseGuide } from './markdown'

it('reads what guides are written in', () => {
  const blocks = parseGuide(
    '# Title\n\nSome *words* here.\n\n1. Open the [console](https://x.example/a).\n   `code line`\n2. Go **on**.\n\n- one\n- two\n\n```\nraw *text*\n```',
  )
  expect(
    blocks.map(({ kind }) => kind),
    'each in its kind, in order',
  ).toEqual(['heading', 'paragraph', 'numbered', 'bulleted', 'code'])
  expect(blocks[2], 'an indented line belongs to its step').toMatchObject({
    from: 1,
    items: [
      [
        { text: 'Open the ' },
        { kind: 'link', text: 'console', url: 'https://x.example/a' },
        { text: '.' },
        { text: ' ' },
        { kind: 'code', text: 'code line' },
      ],
      [{ text: 'Go ' }, { kind: 'strong', text: 'on' }, { text: '.' }],
    ],
  })
  expect(blocks[4], 'code keeps its stars').toEqual({ kind: 'code', text: 'raw *text*' })
})

it('keeps counting after a paragraph between two steps', () => {
  const numbered = parseGuide('1. one\n\nA word in between.\n\n2. two').filter((block) => block.kind === 'numbered')
  expect(
    numbered.map(({ from }) => from),
    'the second list begins at 2',
  ).toEqual([1, 2])
})

it('makes no element of HTML', () => {
  expect(parseGuide('<img src=x onerror=alert(1)>'), 'a guide may be written by anyone').toEqual([
    { kind: 'paragraph', spans: [{ kind: 'text', text: '<img src=x onerror=alert(1)>' }] },
  ])
})
