import type { Node } from 'libpg-query'

type Intersect<Union> = (Union extends unknown ? (value: Union) => void : never) extends (value: infer All) => void
  ? All
  : never

/** Every node of PostgreSQL's grammar by its name. */
export type Bodies = Intersect<Node>
export type NodeName = keyof Bodies

/** The node's body, where it is of that name. */
export function as<Name extends NodeName>(node: Node | undefined, name: Name): Bodies[Name] | undefined {
  return (node as Partial<Bodies> | undefined)?.[name]
}

/** The name of a node: its only key. */
export function nodeName(node: Node): NodeName {
  return Object.keys(node)[0] as NodeName
}

/** The texts of a list of String nodes; other nodes are left out. */
export function strings(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap((node) => as(node, 'String')?.sval ?? [])
}

/** Calls `visit` for every node of a tree, the outermost first. */
export function walk(tree: unknown, visit: (name: string, body: Record<string, unknown>) => void): void {
  if (Array.isArray(tree)) {
    for (const item of tree) walk(item, visit)
    return
  }
  if (typeof tree !== 'object' || tree === null) return
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value !== 'object' || value === null) continue
    if (!Array.isArray(value) && /^[A-Z]/.test(key)) visit(key, value as Record<string, unknown>)
    walk(value, visit)
  }
}
