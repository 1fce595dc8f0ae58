import { readNodes } from './text/read-nodes.ts'
import { compact } from './text/compact.ts'

/**
 * Puts a marker into the field `comment`, which every command takes since MongoDB 4.4 and which `currentOp`, the profiler
 * and the log show. A comment of the author's stands behind it.
 */
export function markText(text: string, marker: string): string {
  if (text === '') return ''
  const [node] = readNodes({ text, file: '' })
  if (node?.kind !== 'object') return text
  const own = node.entries.find(({ key }) => key === 'comment')
  const theirs = own === undefined ? '' : own.value.kind === 'string' ? own.value.value : compact(own.value)
  const comment = {
    kind: 'string' as const,
    value: `slipway:${marker}${theirs === '' ? '' : ` ${theirs}`}`,
    start: 0,
    end: 0,
  }
  const entries = node.entries.filter((entry) => entry !== own)
  return compact({ ...node, entries: [...entries, { key: 'comment', value: comment, start: 0, end: 0 }] })
}
