/** A run of text in a guide. */
export type Span =
  { kind: 'text' | 'strong' | 'emphasis' | 'code'; text: string } | { kind: 'link'; text: string; url: string }

/** A block of a guide. `from` is the number of a list's first item: a paragraph between two items does not restart it. */
export type Block =
  | { kind: 'heading'; level: number; spans: Span[] }
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'numbered'; from: number; items: Span[][] }
  | { kind: 'bulleted'; items: Span[][] }
  | { kind: 'code'; text: string }

/**
 * Reads the Markdown that guides are written in: headings, paragraphs, numbered and bulleted lists of one level, links,
 * bold, italics, code. Nothing else, and no HTML: a guide comes from a folder that anyone may have written.
 */
export function parseGuide(markdown: string): Block[] {
  const blocks: Block[] = []
  const lines = markdown.replaceAll('\r\n', '\n').split('\n')
  let open = false
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line.trim().startsWith('```')) {
      const end = lines.findIndex((other, index) => index > at && other.trim().startsWith('```'))
      const stop = end < 0 ? lines.length : end
      blocks.push({ kind: 'code', text: lines.slice(at + 1, stop).join('\n') })
      at = stop
      open = false
    } else if (line.trim() === '') {
      open = false
    } else {
      open = add(blocks, line, open)
    }
  }
  return blocks
}

/** Adds a line that is not blank; `open` says that the block before it may go on. */
function add(blocks: Block[], line: string, open: boolean): boolean {
  const [, marks, title] = /^(#{1,6})\s+(.*)$/.exec(line) ?? []
  if (marks && title) {
    blocks.push({ kind: 'heading', level: marks.length, spans: parseSpans(title) })
    return false
  }
  const [, number, step] = /^\s*(\d+)[.)]\s+(.*)$/.exec(line) ?? []
  const [, point] = /^\s*[-*]\s+(.*)$/.exec(line) ?? []
  const last = blocks.at(-1)
  if (number && step) {
    if (last?.kind === 'numbered') last.items.push(parseSpans(step))
    else blocks.push({ kind: 'numbered', from: Number(number), items: [parseSpans(step)] })
  } else if (point) {
    if (last?.kind === 'bulleted') last.items.push(parseSpans(point))
    else blocks.push({ kind: 'bulleted', items: [parseSpans(point)] })
  } else if (open && last && goesOn(last, line)) {
    return true
  } else {
    blocks.push({ kind: 'paragraph', spans: parseSpans(line.trim()) })
  }
  return true
}

/** A line without a mark of its own belongs to the paragraph or list item before it. */
function goesOn(block: Block, line: string): boolean {
  const spans =
    block.kind === 'paragraph'
      ? block.spans
      : block.kind === 'numbered' || block.kind === 'bulleted'
        ? block.items.at(-1)
        : undefined
  spans?.push({ kind: 'text', text: ' ' }, ...parseSpans(line.trim()))
  return spans !== undefined
}

const SPAN = /\[([^\]]+)\]\(([^)\s]+)\)|<(https?:[^>\s]+)>|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|`([^`]+)`/g

function parseSpans(line: string): Span[] {
  const spans: Span[] = []
  let at = 0
  for (const match of line.matchAll(SPAN)) {
    if (match.index > at) spans.push({ kind: 'text', text: line.slice(at, match.index) })
    const [whole, label, url, bare, strong, emphasis, code] = match
    if (label && url) spans.push({ kind: 'link', text: label, url })
    else if (bare) spans.push({ kind: 'link', text: bare, url: bare })
    else if (strong) spans.push({ kind: 'strong', text: strong })
    else if (emphasis) spans.push({ kind: 'emphasis', text: emphasis })
    else spans.push({ kind: 'code', text: code ?? '' })
    at = match.index + whole.length
  }
  if (at < line.length) spans.push({ kind: 'text', text: line.slice(at) })
  return spans
}
