import type { ReversalClass, Reverse, Schema } from '@slipway/core/plugin'
import { objectId, quote } from './names.ts'
import { readStatement } from './read-statement.ts'

const statements = (texts: readonly string[], reversal: ReversalClass): Reverse => ({
  kind: 'statements',
  statements: texts,
  class: reversal,
})
const impossible = (reason: string): Reverse => ({ kind: 'impossible', reason })

/** Undoes what one ALTER TABLE does: https://www.sqlite.org/lang_altertable.html. */
function undoAlter(table: string, change: readonly string[]): Reverse {
  const [does = '', ...rest] = change
  const words = rest.filter((word) => !/^(COLUMN|TO)$/i.test(word))
  const [one = '', other = ''] = words
  if (/^add$/i.test(does)) return statements([`ALTER TABLE ${quote(table)} DROP COLUMN ${quote(one)}`], 'exact')
  if (!/^rename$/i.test(does)) return impossible('a dropped column can only come back in a table made anew')
  const back =
    words.length === 1
      ? `ALTER TABLE ${quote(one)} RENAME TO ${quote(table)}`
      : `ALTER TABLE ${quote(table)} RENAME COLUMN ${quote(other)} TO ${quote(one)}`
  return statements([back], 'exact')
}

/** Derives how to undo a statement from the schema just before it. */
export function reverse(text: string, before: Schema): Reverse {
  const { verb, object, change = [] } = readStatement(text)
  if (object === undefined) return impossible(`${verb.toUpperCase()} cannot be undone alone`)
  const { kind, name, id } = object
  const was = before.objects[id]
  if (verb.startsWith('create ')) {
    return was === undefined ? statements([`DROP ${kind.toUpperCase()} ${quote(name)}`], 'exact') : { kind: 'nothing' }
  }
  if (verb === 'alter table') return undoAlter(name, change)
  if (was === undefined) return { kind: 'nothing' }
  const owned = Object.values(before.objects).filter(({ dependsOn }) => dependsOn.includes(objectId('table', name)))
  const again = [was, ...(kind === 'table' ? owned : [])].map(({ definition }) => definition)
  return statements(again, kind === 'table' ? 'schema-only' : 'exact')
}
