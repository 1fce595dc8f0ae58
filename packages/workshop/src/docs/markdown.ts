/** A fenced block. */
export interface Block {
  readonly language: string
  readonly text: string
  /** Of its first fence, from 1. */
  readonly line: number
  /** Why it is not run, where the page says so: `<!-- not run: why -->` right above it. */
  readonly notRun?: string
}

/** What the checks want to know of a page. */
export interface Markdown {
  readonly blocks: readonly Block[]
  readonly links: readonly { readonly to: string; readonly line: number }[]
  /** Code within prose and tables. */
  readonly spans: readonly { readonly text: string; readonly line: number }[]
  /** What `#…` in a link may name. */
  readonly anchors: ReadonlySet<string>
}

// How GitHub makes an anchor of a heading.
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')
}

/**
 * Reads a page.
 *
 * @throws Error when a fence is not closed.
 */
export function readMarkdown(text: string): Markdown {
  const lines = text.split('\n')
  const blocks: Block[] = []
  const links: { to: string; line: number }[] = []
  const spans: { text: string; line: number }[] = []
  const anchors = new Set<string>()
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    const fence = /^(\s*)(`{3,})\s*(\S*)/.exec(line)
    if (fence !== null) {
      const [, indent = '', ticks = '', language = ''] = fence
      const end = lines.findIndex((other, index) => index > at && other.trim() === ticks)
      if (end === -1) throw new Error(`line ${at + 1}: the block is not closed`)
      const notRun = /<!-- not run: (.+) -->/.exec(lines[at - 1] ?? '')?.[1]
      const body = lines.slice(at + 1, end).map((each) => (each.startsWith(indent) ? each.slice(indent.length) : each))
      blocks.push({
        language,
        text: `${body.join('\n')}\n`,
        line: at + 1,
        ...(notRun === undefined ? {} : { notRun }),
      })
      at = end
      continue
    }
    const heading = /^#+ (.+)$/.exec(line)?.[1]
    if (heading !== undefined) anchors.add(anchorOf(heading))
    for (const [, span = ''] of line.matchAll(/`([^`]+)`/g))
      spans.push({ text: span.replaceAll('\\|', '|'), line: at + 1 })
    for (const [, to = ''] of line.replaceAll(/`[^`]*`/g, 'code').matchAll(/\]\(([^)\s]+)\)/g))
      links.push({ to, line: at + 1 })
  }
  return { blocks, links, spans, anchors }
}
