import type { Node } from 'libpg-query'
import { SlipwayError } from '@slipway/core'

/** PostgreSQL's own parser, loaded. */
export interface Grammar {
  /** The trees of all statements in a text. Throws {@link GrammarError}. */
  statements(text: string): readonly Node[]
  /** The tree of a text that holds exactly one statement. Trees are kept by text, so that one text is parsed once. */
  parse(text: string): Node
}

/** A refusal by PostgreSQL's parser, with its own message. */
export class GrammarError extends Error {
  /** 0-based, in characters (code points). */
  readonly position: number

  constructor(message: string, position: number) {
    super(message)
    this.name = 'GrammarError'
    this.position = position
  }
}

/**
 * How many trees are kept, the youngest: a statement is split, analyzed and undone within a few others. A tree takes some ten
 * kilobytes, so keeping those of ten thousand migrations would take more memory than all the rest; and those that are kept
 * for long are thrown away late.
 */
const KEPT = 100

/** Loads the WebAssembly build of PostgreSQL 18's parser. */
export async function loadGrammar(): Promise<Grammar> {
  const { hasSqlDetails, loadModule, parseSync } = await import('libpg-query')
  await loadModule()
  const kept = new Map<string, Node>()

  const statements = (text: string): readonly Node[] => {
    try {
      return (parseSync(text).stmts ?? []).flatMap((raw) => raw.stmt ?? [])
    } catch (error) {
      if (hasSqlDetails(error)) throw new GrammarError(error.message, error.sqlDetails?.cursorPosition ?? 0)
      throw new GrammarError('the parser gave up: the statement is nested too deeply or too large', 0)
    }
  }
  return {
    statements,
    parse(text) {
      const known = kept.get(text)
      if (known !== undefined) return known
      const [tree, second] = statements(text)
      if (tree === undefined || second !== undefined) {
        throw new SlipwayError('SW-INTERNAL', 'One statement was expected in a text that holds none or several.')
      }
      for (const oldest of kept.keys()) {
        if (kept.size < KEPT) break
        kept.delete(oldest)
      }
      kept.set(text, tree)
      return tree
    },
  }
}
