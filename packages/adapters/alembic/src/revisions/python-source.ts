import { createRequire } from 'node:module'
import type { Node, Parser } from 'web-tree-sitter'

/** Parses Python. */
export type ParsePython = (text: string) => Node

/** Loads the grammar: WebAssembly, no Python. */
export async function pythonParser(): Promise<ParsePython> {
  const treeSitter = await import('web-tree-sitter')
  await treeSitter.Parser.init()
  const grammar = createRequire(import.meta.url).resolve('tree-sitter-python/tree-sitter-python.wasm')
  const parser: Parser = new treeSitter.Parser()
  parser.setLanguage(await treeSitter.Language.load(grammar))
  return (text) => {
    const tree = parser.parse(text)
    if (tree === null) throw new Error('no language was set')
    return tree.rootNode
  }
}

/** A literal of Python, as far as revision files have them. */
export type PythonValue = string | null | boolean | readonly PythonValue[]

/**
 * The value of an expression: strings, `None`, tuples, lists, sets, and names that were given such a value before.
 * `undefined` where only running it would tell.
 */
export function valueOf(node: Node | null, names: ReadonlyMap<string, PythonValue>): PythonValue | undefined {
  if (node === null) return undefined
  const inner = node.namedChildren.filter((child) => child.type !== 'comment')
  switch (node.type) {
    case 'none':
      return null
    case 'true':
      return true
    case 'false':
      return false
    case 'identifier':
      return names.get(node.text)
    case 'string':
      return inner.some((child) => child.type === 'interpolation')
        ? undefined
        : inner.flatMap((child) => (child.type === 'string_content' ? [child.text] : [])).join('')
    case 'parenthesized_expression':
      return valueOf(inner[0] ?? null, names)
    case 'concatenated_string':
    case 'tuple':
    case 'list':
    case 'set': {
      const values = inner.map((child) => valueOf(child, names))
      if (values.some((value) => value === undefined)) return undefined
      return node.type === 'concatenated_string' ? values.join('') : (values as readonly PythonValue[])
    }
    case 'expression_list':
      return inner.map((child) => valueOf(child, names) ?? null)
    default:
      return undefined
  }
}
