import type { IndexElem, IndexStmt, Node } from 'libpg-query'
import type { ObjectId } from '@slipway/core/plugin'
import { as, strings } from '../grammar/ast.ts'
import type { Comparison } from '../guard/guard-create.ts'
import { sqlName } from '../names/object-id.ts'
import type { Scope } from '../analyze/scope.ts'
import { relation } from '../analyze/scope.ts'
import { sameExpression } from './same-expression.ts'
import type { Findings } from './verdict.ts'
import { findings, verdict } from './verdict.ts'

/** What the inspector writes behind the server's own text. */
const added = /(?: TABLESPACE \S+)?(?: CLUSTER)?(?: STATISTICS \d+ \d+)*(?: PARTITION OF \S+)?( INVALID)?$/

/** Sort order with the server's defaults made plain. */
function order(element: IndexElem): string {
  const descending = element.ordering === 'SORTBY_DESC'
  const nulls = element.nulls_ordering ?? 'SORTBY_NULLS_DEFAULT'
  const first = nulls === 'SORTBY_NULLS_DEFAULT' ? descending : nulls === 'SORTBY_NULLS_FIRST'
  return `${descending ? 'DESC' : 'ASC'} NULLS ${first ? 'FIRST' : 'LAST'}`
}

function compareElement(meant: IndexElem, found: IndexElem, place: number, result: Findings): void {
  if (meant.name !== undefined && found.name !== undefined) {
    if (meant.name !== found.name) result.differences.push(`column ${place} is ${found.name}, meant is ${meant.name}`)
  } else if ((meant.name === undefined) !== (found.name === undefined)) {
    result.differences.push(
      `column ${place} is ${found.name ?? 'an expression'}, meant is ${meant.name ?? 'an expression'}`,
    )
  } else if (!sameExpression(meant.expr, found.expr)) result.doubts++
  if (order(meant) !== order(found))
    result.differences.push(`column ${place} is sorted ${order(found)}, meant is ${order(meant)}`)
  const same = (a: readonly Node[] | undefined, b: readonly Node[] | undefined, what: string): void => {
    const wanted = strings(a).at(-1)
    const there = strings(b).at(-1)
    if (wanted === there) return
    if (wanted === undefined || there !== undefined)
      result.differences.push(`column ${place} has ${what} ${there}, meant is ${wanted ?? 'the default'}`)
    else result.doubts++
  }
  same(meant.opclass, found.opclass, 'operator class')
  same(meant.collation, found.collation, 'collation')
}

function elements(nodes: readonly Node[] | undefined): readonly IndexElem[] {
  return (nodes ?? []).flatMap((node) => as(node, 'IndexElem') ?? [])
}

function options(nodes: readonly Node[] | undefined): string {
  const pairs = (nodes ?? []).flatMap((node) => {
    const option = as(node, 'DefElem')
    const value = as(option?.arg, 'Integer')?.ival ?? as(option?.arg, 'String')?.sval ?? as(option?.arg, 'Float')?.fval
    return option === undefined ? [] : [`${option.defname}=${value ?? ''}`]
  })
  return pairs.sort().join(', ')
}

/** Compares what CREATE INDEX would make with `pg_get_indexdef` as the inspector gives it. */
export function compareIndex(body: IndexStmt, index: ObjectId, scope: Scope, definition: string): Comparison {
  if (added.exec(definition)?.[1] !== undefined) {
    const name = sqlName(index)
    return {
      verdict: 'differs',
      differences: [
        `${name} is INVALID: a build of it failed or is still running. Drop it with DROP INDEX CONCURRENTLY ${name} once nobody builds it`,
      ],
    }
  }
  return compareBuilt(body, scope, definition)
}

/** The same, whether or not the index is valid. */
export function compareBuilt(body: IndexStmt, scope: Scope, definition: string): Comparison {
  const found = as(scope.grammar.parse(definition.replace(added, '')), 'IndexStmt')
  if (found === undefined) return { verdict: 'unsure' }
  const result = findings()
  const kinds = ['table', 'materialized-view']
  const [meantTable, foundTable] = [relation(scope, body.relation, kinds), relation(scope, found.relation, kinds)]
  if (sqlName(meantTable) !== sqlName(foundTable))
    result.differences.push(`it is on ${sqlName(foundTable)}, meant is ${sqlName(meantTable)}`)
  if ((body.unique === true) !== (found.unique === true))
    result.differences.push(`it is ${found.unique === true ? '' : 'not '}unique`)
  if ((body.nulls_not_distinct === true) !== (found.nulls_not_distinct === true))
    result.differences.push('NULLS [NOT] DISTINCT is not the same')
  if (body.accessMethod !== found.accessMethod)
    result.differences.push(`its method is ${found.accessMethod}, meant is ${body.accessMethod}`)
  const [meant, there] = [elements(body.indexParams), elements(found.indexParams)]
  if (meant.length !== there.length)
    result.differences.push(`it has ${there.length} columns, meant are ${meant.length}`)
  else {
    for (const [place, element] of meant.entries()) {
      const other = there[place]
      if (other !== undefined) compareElement(element, other, place + 1, result)
    }
  }
  const including = (nodes: readonly Node[] | undefined): string =>
    elements(nodes)
      .map((element) => element.name)
      .join(', ')
  if (including(body.indexIncludingParams) !== including(found.indexIncludingParams))
    result.differences.push('INCLUDE is not the same')
  if (options(body.options) !== options(found.options)) result.differences.push('WITH is not the same')
  if ((body.whereClause === undefined) !== (found.whereClause === undefined)) {
    result.differences.push(
      found.whereClause === undefined
        ? 'it covers all rows, meant is only some'
        : 'it covers only some rows, meant are all',
    )
  } else if (!sameExpression(body.whereClause, found.whereClause)) result.doubts++
  return verdict(result)
}
