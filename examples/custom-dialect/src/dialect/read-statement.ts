import type { ObjectId } from '@slipway/core/plugin'
import { objectId } from './names.ts'
import { tokens } from './tokens.ts'

/** What a statement's first words say. */
export interface Head {
  /** `create table`, `alter table`, `update`. */
  readonly verb: string
  /** What a CREATE, ALTER or DROP is about. */
  readonly object?: { readonly kind: string; readonly name: string; readonly id: ObjectId }
  /** Of an ALTER TABLE: what it does, as it was written. */
  readonly change?: readonly string[]
  /** Of a PRAGMA, or the table that rows are written to. */
  readonly name?: string
}

const target: Readonly<Record<string, RegExp>> = {
  insert: /^INTO$/,
  replace: /^INTO$/,
  delete: /^FROM$/,
  update: /^UPDATE$/,
}

/** Reads as much of a statement as the planner has to know. */
export function readStatement(text: string): Head {
  const parts = [...tokens(text)].filter(({ kind, value }) => kind !== 'space' && value !== ';')
  const at = (index: number): string => parts[index]?.value ?? ''
  const upper = (index: number): string => (parts[index]?.kind === 'word' ? at(index).toUpperCase() : '')
  const verb = upper(0).toLowerCase()
  if (verb === 'create' || verb === 'drop' || verb === 'alter') {
    let next = 1
    while (/^(TEMP|TEMPORARY|UNIQUE|VIRTUAL)$/.test(upper(next))) next += 1
    const kind = upper(next++).toLowerCase()
    while (/^(IF|NOT|EXISTS)$/.test(upper(next))) next += 1
    if (at(next + 1) === '.') next += 2
    const object = { kind, name: at(next), id: objectId(kind, at(next)) }
    return { verb: `${verb} ${kind}`, object, change: parts.slice(next + 1).map(({ value }) => value) }
  }
  const before = target[verb]
  if (before === undefined) return { verb, name: at(1) }
  const index = parts.findIndex((_, each) => before.test(upper(each)))
  let next = index + 1
  if (/^OR$/.test(upper(next))) next += 2
  return { verb, name: at(at(next + 1) === '.' ? next + 2 : next) }
}
