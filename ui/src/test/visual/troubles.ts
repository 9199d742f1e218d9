/** Pixels that a glyph may stand out of its box. */
const SLACK = 2

type Piece = { node: Text; element: HTMLElement; box: DOMRect }

/** Texts in sight that are cut off without saying so, that stand beside the window, or that lie over one another. */
export function textTroubles(): string[] {
  const seen = pieces()
  return [...new Set([...seen.flatMap(cut), ...overlaps(seen)])]
}

/** Lines of text that one can see, each with its box. */
function pieces(): Piece[] {
  const found: Piece[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    const element = node.parentElement
    if (!element || !node.data.trim() || isUnseen(element)) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const box of range.getClientRects()) {
      if (box.width > 1 && box.height > 1) found.push({ node, element, box })
    }
  }
  return found
}

/** Hidden, there for screen readers only, a mark without a meaning of its own, or out of sight. */
function isUnseen(element: HTMLElement): boolean {
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })) return true
  if (element.closest('[aria-hidden=true]')) return true
  for (let at: HTMLElement | null = element; at; at = at.parentElement) {
    const { width, height } = at.getBoundingClientRect()
    if (getComputedStyle(at).clipPath !== 'none' || (width <= 1 && height <= 1)) return true
  }
  return false
}

/** What a text loses: to an ancestor that clips it and does not scroll, or to the window's edge. */
function cut({ element, box, node }: Piece): string[] {
  for (let at: HTMLElement | null = element; at && at !== document.body; at = at.parentElement) {
    const style = getComputedStyle(at)
    if (style.position === 'fixed') break
    if (/auto|scroll/.test(style.overflowX) || /auto|scroll/.test(style.overflowY)) return []
    // Shortened on purpose: the dots say so.
    if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none') return []
    if (!/hidden|clip/.test(style.overflowX)) continue
    const limit = at.getBoundingClientRect()
    const out = box.right > limit.right + SLACK || box.bottom > limit.bottom + SLACK || box.top < limit.top - SLACK
    if (out) return [`cut off: ${said(node)}`]
  }
  return box.right > window.innerWidth + SLACK || box.left < -SLACK ? [`beside the window: ${said(node)}`] : []
}

/** Texts that lie over one another. What another layer covers, such as a menu, is not seen and does not count. */
function overlaps(all: Piece[]): string[] {
  const seen = all.map((piece) => ({ ...piece, box: inSight(piece) }))
  const found: string[] = []
  for (const [index, one] of seen.entries()) {
    for (const other of seen.slice(index + 1)) {
      if (one.node === other.node || !meet(one.box, other.box) || layer(one.element) !== layer(other.element)) continue
      found.push(`overlap: ${said(one.node)} | ${said(other.node)}`)
    }
  }
  return found
}

/** The part of a text's box that no ancestor clips. */
function inSight({ element, box }: Piece): DOMRect {
  let { left, right, top, bottom } = box
  for (let at: HTMLElement | null = element; at && at !== document.body; at = at.parentElement) {
    if (getComputedStyle(at).overflow === 'visible') continue
    const limit = at.getBoundingClientRect()
    left = Math.max(left, limit.left)
    right = Math.min(right, limit.right)
    top = Math.max(top, limit.top)
    bottom = Math.min(bottom, limit.bottom)
  }
  return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top))
}

/** The nearest ancestor that has a ground of its own and is laid over the page; the body where there is none. */
function layer(element: HTMLElement): HTMLElement {
  let hasGround = false
  for (let at: HTMLElement | null = element; at && at !== document.body; at = at.parentElement) {
    const { position, backgroundColor } = getComputedStyle(at)
    hasGround ||= backgroundColor !== 'rgba(0, 0, 0, 0)'
    if (hasGround && /fixed|absolute|sticky/.test(position)) return at
  }
  return document.body
}

const meet = (one: DOMRect, other: DOMRect): boolean =>
  Math.min(one.right, other.right) - Math.max(one.left, other.left) > SLACK &&
  // Lines of one paragraph share what their letters do not reach.
  Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > Math.min(one.height, other.height) / 3

const said = (node: Text): string => `“${node.data.trim().slice(0, 60)}”`
