import type { IndexStmt } from 'libpg-query'
import { compareIndex } from '../../compare/compare-index.ts'
import { guardCreate } from '../../guard/guard-create.ts'
import { objectId, ownerName, sqlName, splitName, unquote } from '../../names/object-id.ts'
import { indexName } from '../../names/chosen-names.ts'
import { undoBy, undoFrom } from '../../reverse/undo.ts'
import type { Draft } from '../draft.ts'
import { hazard, lock } from '../draft.ts'
import type { Scope } from '../scope.ts'
import { isNew, relation } from '../scope.ts'

function schemaOf(table: string): string {
  return unquote(splitName(ownerName(table))[0] ?? 'public')
}

export function createIndex(body: IndexStmt, scope: Scope): Draft {
  const table = relation(scope, body.relation, ['table', 'materialized-view'])
  const concurrent = body.concurrent === true
  const fresh = isNew(scope, table)
  const drop = (index: string): string => `DROP INDEX ${concurrent ? 'CONCURRENTLY ' : ''}${index}`
  const partitioned = / PARTITION BY /.test(scope.schema?.objects[table]?.definition ?? '')
  const name = sqlName(table)
  const index = body.idxname === undefined ? undefined : objectId('index', schemaOf(table), body.idxname)
  const shown = body.idxname ?? 'its name'
  const safer = partitioned
    ? `CREATE INDEX … ON ONLY ${name}, an index on each partition with CREATE INDEX CONCURRENTLY, then ALTER INDEX … ATTACH PARTITION`
    : `CREATE INDEX CONCURRENTLY`
  const onlyParent = body.relation?.inh !== true && partitioned
  const blocks = !concurrent && !fresh && !onlyParent
  const draft: Draft = {
    verb: 'create index',
    objects: [
      ...(index === undefined ? [] : [{ id: index, effect: 'create' } as const]),
      { id: table, effect: 'alter' },
    ],
    locks: [lock(table, concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE')],
    scan: !onlyParent,
    ...(concurrent ? { transaction: 'outside', outside: index === undefined ? 'unknowable' : 'probed' } : {}),
    hazards: [
      ...(blocks
        ? [
            hazard(
              'SW-PG-BLOCKING-INDEX',
              'inform',
              `Building ${shown === 'its name' ? 'an index' : shown} on ${name} blocks every write to it until the build ends. Use ${safer}.`,
              table,
            ),
          ]
        : []),
      ...(concurrent && index === undefined
        ? [
            hazard(
              'SW-UNKNOWABLE',
              'stop',
              `This index on ${name} has no name, so after an interruption nobody can tell whether it was built. Name it: CREATE INDEX CONCURRENTLY <name> ON ${name} ….`,
              table,
            ),
          ]
        : []),
    ],
    undo:
      index === undefined
        ? undoFrom((before) => {
            const chosen = indexName(body, table, before)
            const reason = `the name that PostgreSQL chooses for this index of ${name} cannot be told; name it in the statement`
            return chosen === undefined
              ? { kind: 'impossible', reason }
              : { kind: 'statements', statements: [drop(chosen)], class: 'exact' }
          })
        : undoBy([drop(sqlName(index))]),
  }
  if (body.if_not_exists !== true || index === undefined) return draft
  return guardCreate(scope, index, draft, (schema) =>
    compareIndex(body, index, scope, schema.objects[index]?.definition ?? ''),
  )
}
