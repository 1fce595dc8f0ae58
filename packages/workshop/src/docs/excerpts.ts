import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { repository } from '../packages.ts'
import { readMarkdown, type Block } from './markdown.ts'
import type { Page } from './pages.ts'

/** The file of this repository that a block is taken from: its first line names it, `// examples/x/src/y.ts`. */
export function excerptOf({ language, text }: Block): string | undefined {
  const path = /^\/\/ ((?:examples|packages)\/[\w./-]+\.ts)\n/.exec(text)?.[1]
  return language === 'ts' ? path : undefined
}

// A line that is only an ellipsis stands for any lines between two pieces.
const piecesOf = (text: string): readonly string[] =>
  text
    .slice(text.indexOf('\n') + 1)
    .split(/^\s*\/\/ …\n/m)
    .map((piece) => piece.replace(/^\n+|\s+$/g, ''))
    .filter((piece) => piece !== '')

/** The excerpts of a page that do not stand, in this order and word for word, in the file that they name. */
export async function brokenExcerpts({ path, text }: Page): Promise<readonly string[]> {
  const broken: string[] = []
  for (const block of readMarkdown(text).blocks) {
    const file = excerptOf(block)
    if (file === undefined) continue
    const place = join(repository, file)
    const source = existsSync(place) ? await readFile(place, 'utf8') : ''
    let from = 0
    for (const piece of piecesOf(block.text)) {
      const at = source.indexOf(piece, from)
      if (at === -1) broken.push(`${path}:${block.line} ${file}: ${piece.split('\n')[0]}`)
      else from = at + piece.length
    }
  }
  return broken
}
