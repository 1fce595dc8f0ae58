import type { Node } from './node.ts'

/** A value on one line, without comments, keys and numbers as they were written. */
export function compact(node: Node): string {
  switch (node.kind) {
    case 'object': {
      const entries = node.entries.map(({ key, value }) => `${JSON.stringify(key)}: ${compact(value)}`)
      return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
    }
    case 'array':
      return `[${node.items.map(compact).join(', ')}]`
    case 'number':
      return node.raw
    default:
      return JSON.stringify(node.value)
  }
}
