import type { RangeVar } from 'libpg-query'
import type { ObjectEffect, ObjectId } from '@slipway/core/plugin'
import { walk } from '../grammar/ast.ts'
import type { Scope } from './scope.ts'
import { relation } from './scope.ts'

/** Relations named anywhere in a tree; names of its WITH queries are none. */
function relationsIn(scope: Scope, tree: unknown): readonly ObjectId[] {
  const ranges: RangeVar[] = []
  const named = new Set<unknown>()
  walk(tree, (name, body) => {
    if (name === 'RangeVar') ranges.push(body as RangeVar)
    if (name === 'CommonTableExpr') named.add(body['ctename'])
  })
  const real = ranges.filter((range) => range.schemaname !== undefined || !named.has(range.relname))
  return [...new Set(real.map((range) => relation(scope, range)))].filter(
    (id) => !/^table:(pg_catalog|information_schema|pg_temp)\./.test(id),
  )
}

/** Their reading, as effects. */
export function reads(scope: Scope, tree: unknown): readonly ObjectEffect[] {
  return relationsIn(scope, tree).map((id) => ({ id, effect: 'read' }))
}
