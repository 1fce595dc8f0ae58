import type { Statement } from '@slipway/core/plugin'
import { compact } from './text/compact.ts'
import type { Node } from './text/node.ts'
import { readNodes } from './text/read-nodes.ts'
import { placeOf, syntaxError, type Source } from './text/syntax-error.ts'
import { toDocument } from './text/to-value.ts'

/**
 * Cuts a file into commands: one object, several one after another, or lists of them. Each becomes one line of text, so
 * that its hash does not hang on how it is laid out. Throws `SW-SYNTAX` with line and column, also for values of Extended
 * JSON that are none.
 */
export function splitScript(script: string, file: string): readonly Statement[] {
  const source = { text: script, file }
  return commandNodes(source).map((node) => {
    return { text: compact(node), at: { file, ...placeOf(script, node.start) } }
  })
}

/** The objects of a file that are commands, with where they stand. */
export function commandNodes(source: Source): readonly Node[] {
  const nodes = readNodes(source).flatMap((node) => (node.kind === 'array' ? node.items : [node]))
  for (const node of nodes) {
    if (node.kind !== 'object') {
      throw syntaxError(source, node.start, `expected a command, an object that starts with {; there is a ${node.kind}`)
    }
    if (node.entries.length === 0) {
      throw syntaxError(source, node.start, 'the command is empty', '{ "create": "orders" }   the first key names it')
    }
    toDocument(source, node)
  }
  return nodes
}
