import type { StreamTrial, TrialPage } from '../../generated/rpc'

const page = (number: number, slice: { start: string; end: string }): TrialPage => {
  const before = [1, 2].map((index) => ({
    Id: number * 100 + index,
    Name: ` Harbour ${index} `,
    UpdatedAt: `2026-11-${10 + number}T08:0${index}:00Z`,
    links: { self: 'https://api.example.com/v1/items/1' },
  }))
  return {
    request: {
      method: 'GET',
      url: `https://api.example.com/v1/items?page=${number}&updated_since=${slice.start}`,
      headers: [
        ['authorization', 'Bearer ••••••'],
        ['accept', '*/*'],
      ],
      body: null,
    },
    answer: {
      status: 200,
      headers: [
        ['content-type', 'application/json'],
        ['x-ratelimit-remaining', String(60 - number)],
      ],
      body: JSON.stringify({ items: before, next_page: number < 3 ? number + 1 : null }, null, 2),
      bytes: 18_240,
      ms: 84 + number,
    },
    slice,
    before,
    after: before.map(({ Id, Name, UpdatedAt }) => ({ id: Id, name: Name.trim(), updated_at: UpdatedAt })),
    extracted: 100,
    kept: number === 2 ? 98 : 100,
  }
}

const SLICES = [
  { start: '2026-11-01', end: '2026-11-15' },
  { start: '2026-11-15', end: '2026-11-22' },
] as const

/** What a trial of a stream shows. */
export const trialOf = (stream: string): StreamTrial => ({
  stream,
  pages: [page(1, SLICES[0]), page(2, SLICES[0]), page(3, SLICES[1])],
  slices: [...SLICES],
  state: { updated_at: '2026-11-13T08:02:00Z' },
  records: 298,
  inferredSchema: {
    type: 'object',
    properties: {
      id: { type: 'integer' },
      name: { type: 'string' },
      updated_at: { type: 'string', format: 'date-time' },
    },
  },
  declaredSchema: { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } },
  cut: true,
  problems: [],
  faults: [],
})
