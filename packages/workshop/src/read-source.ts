import { parseSync } from 'vite'

/** A module that a source names. */
export interface Import {
  readonly from: string
  /** Loaded only when it is needed, or, for types, never. */
  readonly lazy: boolean
}

/** What the architecture wants to know of a TypeScript source. */
export interface SourceFacts {
  readonly imports: readonly Import[]
  readonly defaultExport: boolean
  /** Globals it uses: `Date.now`, `process.env`, `setTimeout` …; `new Date()` when it asks for the present. */
  readonly globals: ReadonlySet<string>
}

interface Node {
  readonly type: string
  readonly [field: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

function* nodesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const each of value) yield* nodesIn(each)
  if (!isNode(value)) return
  yield value
  for (const field of Object.values(value)) if (typeof field === 'object') yield* nodesIn(field)
}

const nameOf = (value: unknown): string | undefined =>
  isNode(value) && value.type === 'Identifier' ? String(value['name']) : undefined

function globalsIn(program: unknown): Set<string> {
  const globals = new Set<string>()
  for (const node of nodesIn(program)) {
    const object = nameOf(node['object'])
    if (node.type === 'MemberExpression' && object !== undefined) {
      globals.add(object).add(`${object}.${nameOf(node['property']) ?? '?'}`)
    }
    if (node.type === 'CallExpression') globals.add(nameOf(node['callee']) ?? '')
    if (node.type === 'NewExpression' && (node['arguments'] as readonly unknown[]).length === 0) {
      globals.add(`new ${nameOf(node['callee'])}()`)
    }
  }
  return globals
}

function lazyImportsIn(program: unknown): readonly Import[] {
  const found: Import[] = []
  for (const node of nodesIn(program)) {
    if (node.type !== 'ImportExpression' || !isNode(node['source'])) continue
    const from = node['source']['value']
    if (typeof from === 'string') found.push({ from, lazy: true })
  }
  return found
}

/**
 * Reads a source with the parser, so that text in strings and comments is not taken for code.
 *
 * @throws Error when it is not TypeScript.
 */
export function readSource(path: string, text: string): SourceFacts {
  const { program, module, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`)
  const imports: Import[] = module.staticImports.map(({ moduleRequest, entries }) => ({
    from: moduleRequest.value,
    lazy: entries.length > 0 && entries.every(({ isType }) => isType),
  }))
  const exported = module.staticExports.flatMap(({ entries }) => entries)
  for (const { moduleRequest, isType } of exported) {
    if (moduleRequest !== null) imports.push({ from: moduleRequest.value, lazy: isType })
  }
  return {
    imports: [...imports, ...lazyImportsIn(program)],
    defaultExport: exported.some(({ exportName }) => exportName.kind === 'Default' || exportName.name === 'default'),
    globals: globalsIn(program),
  }
}
