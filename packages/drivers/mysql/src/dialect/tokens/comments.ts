import type { Syntax } from '../syntax.ts'
import { ReadError } from './read-error.ts'

/** What stands at the beginning of a comment in slashes. */
export interface CommentHead {
  /** True when the server runs the text inside. */
  readonly code: boolean
  /** Where that text begins. */
  readonly inside: number
  /** True when comments inside it are skipped with it. */
  readonly nests: boolean
}

const head = /\/\*(M?!)(\d{5,6})?/y

/** MariaDB passes over what MySQL 5.7 and later mean for themselves: versions from 50700 to 99999 without the M. */
const mysqlOnly = (version: number): boolean => version >= 50700 && version <= 99999

/** Tells a plain comment, an optimizer hint and a versioned comment apart, by the rules of the server that is meant. */
export function commentHead(script: string, start: number, { flavor, version }: Syntax): CommentHead {
  head.lastIndex = start
  const match = head.exec(script)
  if (match === null || (match[1] === 'M!' && flavor === 'mysql')) {
    return { code: false, inside: start + 2, nests: false }
  }
  // MySQL 8.0 knows five digits only; a sixth is the first character of the code.
  const stated = match[2]?.slice(0, flavor === 'mysql' && version < 80_400 ? 5 : 6)
  const wanted = stated === undefined ? 0 : Number(stated)
  const foreign = flavor === 'mariadb' && match[1] === '!' && mysqlOnly(wanted)
  const inside = start + 2 + (match[1] ?? '').length + (stated ?? '').length
  return { code: wanted <= version && !foreign, inside, nests: true }
}

/** Where a comment that is no code ends. Throws a `ReadError` when it does not. */
export function commentEnd(script: string, start: number, { inside, nests }: CommentHead): number {
  const border = nests ? /\/\*|\*\//g : /\*\//g
  border.lastIndex = inside
  let depth = 1
  for (let match = border.exec(script); match !== null; match = border.exec(script)) {
    depth += match[0] === '/*' ? 1 : -1
    if (depth === 0) return border.lastIndex
  }
  throw new ReadError(start, 'this comment is never closed with */')
}
