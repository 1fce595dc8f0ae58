import type { Node } from 'libpg-query'
import type { Definitions, ObjectId, Probe } from '@slipway/core/plugin'
import { as } from '../grammar/ast.ts'
import type { Scope } from '../analyze/scope.ts'
import { enumLabels } from '../analyze/statements/types.ts'
import { compareBuilt } from '../compare/compare-index.ts'
import { spoken } from '../guard/guard-create.ts'
import { sqlName } from '../names/object-id.ts'
import { tableParts } from '../reverse/table-definition.ts'
import type { Probed } from './probed-objects.ts'
import { probedObjects } from './probed-objects.ts'

interface Look {
  readonly node: Node
  readonly scope: Scope
  readonly before: Definitions
  readonly now: Definitions
}

const landed = (reason: string): Probe => ({ outcome: 'landed', reason })
const absent = (reason: string): Probe => ({ outcome: 'absent', reason })
const unknown = (reason: string): Probe => ({ outcome: 'unknown', reason })
const partial = (reason: string, statements: readonly string[], then: 'landed' | 'rerun'): Probe => ({
  outcome: 'partial',
  reason,
  // oxlint-disable-next-line unicorn/no-thenable -- the contract's word, and never awaited
  remedy: { statements, then },
})

const isInvalid = (definition: string): boolean => definition.endsWith(' INVALID')

/** Our own index only when nothing of that name was there before, and what is there is what our statement builds. */
function createIndex({ node, scope, before, now }: Look, index: ObjectId): Probe {
  const body = as(node, 'IndexStmt')
  const was = before[index]
  const is = now[index]
  const name = sqlName(index)
  if (is === undefined || was === undefined || body === undefined)
    return unknown(`the definition of index ${name} was not read`)
  if (is === null) return absent(`index ${name} is not there`)
  if (was !== null) {
    if (was === is && body.if_not_exists === true && !isInvalid(is))
      return landed(`index ${name} was there before and is unchanged, so IF NOT EXISTS skipped it`)
    return unknown(`an index ${name} was there before this statement ran, so the one there now need not be ours`)
  }
  const compared = compareBuilt(body, scope, is)
  if (compared.verdict === 'differs')
    return unknown(
      `index ${name} is there, but it is not the one this statement builds: ${compared.differences.join('; ')}`,
    )
  if (isInvalid(is)) {
    if (compared.verdict === 'unsure')
      return unknown(`index ${name} is INVALID, and whether it is the one this statement builds could not be shown`)
    return partial(
      `index ${name} is there and INVALID: its build did not end well`,
      [`DROP INDEX CONCURRENTLY ${name}`],
      'rerun',
    )
  }
  return landed(`index ${name} is there and valid`)
}

function dropIndex({ before, now }: Look, indexes: readonly ObjectId[]): Probe {
  const [index] = indexes
  if (index === undefined || indexes.length > 1) return unknown('several indexes are dropped at once')
  const is = now[index]
  const name = sqlName(index)
  if (is === undefined || before[index] === undefined) return unknown(`the definition of index ${name} was not read`)
  if (is === null) return landed(`index ${name} is gone`)
  const was = before[index]
  if (was === null) return unknown(`index ${name} was not there before and is there now`)
  if (!isInvalid(is))
    return is === was
      ? absent(`index ${name} is still there and valid`)
      : unknown(`index ${name} is another one than before`)
  if (is !== was && is !== `${was} INVALID`) return unknown(`index ${name} is another one than before`)
  return partial(
    `index ${name} is still there and INVALID: its drop did not end`,
    [`DROP INDEX CONCURRENTLY ${name}`],
    'landed',
  )
}

function reindex({ before, now }: Look, { index, leftovers }: Extract<Probed, { kind: 'reindex' }>): Probe {
  const name = sqlName(index)
  if (now[index] === undefined) return unknown(`the definition of index ${name} was not read`)
  if (now[index] === null) return unknown(`index ${name} is gone`)
  const fresh = leftovers.filter((id) => before[id] === null && typeof now[id] === 'string' && isInvalid(now[id]))
  const drops = fresh.map((id) => `DROP INDEX CONCURRENTLY ${sqlName(id)}`)
  if (fresh.length > 0)
    return partial(`the rebuild of ${name} was interrupted and left ${fresh.map(sqlName).join(', ')}`, drops, 'rerun')
  return absent(`index ${name} is there and nothing is left of a rebuild; building it again does no harm`)
}

function detach({ now }: Look, table: ObjectId, partition: ObjectId): Probe {
  const is = now[partition]
  const name = sqlName(partition)
  if (is === undefined) return unknown(`the definition of ${name} was not read`)
  if (is === null) return unknown(`${name} is gone`)
  const parts = tableParts(is)
  if (parts.partitionOf === undefined) return landed(`${name} is no partition any more`)
  if (parts.partitionOf !== sqlName(table)) return unknown(`${name} is a partition of ${parts.partitionOf} now`)
  if (!is.includes(' DETACH PENDING')) return absent(`${name} is still attached`)
  return partial(
    `${name} is being detached, and that was interrupted`,
    [`ALTER TABLE ${sqlName(table)} DETACH PARTITION ${name} FINALIZE`],
    'landed',
  )
}

function appears({ before, now }: Look, object: ObjectId): Probe {
  if (before[object] === undefined || now[object] === undefined)
    return unknown(`whether ${spoken(object)} is there was not read`)
  if (now[object] === null) return absent(`${spoken(object)} is not there`)
  return before[object] === null ? landed(`${spoken(object)} is there`) : unknown(`${spoken(object)} was there before`)
}

function disappears({ before, now }: Look, object: ObjectId): Probe {
  if (before[object] === undefined || now[object] === undefined)
    return unknown(`whether ${spoken(object)} is there was not read`)
  return now[object] === null ? landed(`${spoken(object)} is gone`) : absent(`${spoken(object)} is still there`)
}

function addValue({ before, now }: Look, type: ObjectId, value: string): Probe {
  const [was, is] = [before[type], now[type]]
  if (typeof was !== 'string' || typeof is !== 'string')
    return unknown(`the definition of ${spoken(type)} was not read`)
  if (!enumLabels(is).includes(value)) return absent(`${spoken(type)} has no such label`)
  return enumLabels(was).includes(value)
    ? unknown(`${spoken(type)} had that label before`)
    : landed(`${spoken(type)} has the new label`)
}

/** Tells from definitions before and now whether an interrupted statement took effect. */
export function probeStatement(look: Look): Probe {
  const probed = probedObjects(look.node, look.scope)
  switch (probed?.kind) {
    case 'create-index':
      return createIndex(look, probed.index)
    case 'drop-index':
      return dropIndex(look, probed.indexes)
    case 'reindex':
      return reindex(look, probed)
    case 'detach':
      return detach(look, probed.table, probed.partition)
    case 'create':
      return appears(look, probed.object)
    case 'drop':
      return disappears(look, probed.object)
    case 'add-value':
      return addValue(look, probed.type, probed.value)
    default:
      return unknown('the catalog does not show whether a statement of this kind took effect')
  }
}
