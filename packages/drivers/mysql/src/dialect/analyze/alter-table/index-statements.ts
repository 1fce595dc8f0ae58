import type { CreateIndex, DropIndex } from '../../read/parsed.ts'
import type { Compare } from '../guards.ts'
import { guardCreate, guardDrop } from '../guards.ts'
import type { Draft } from '../draft.ts'
import type { Scope } from '../scope.ts'
import { idOf, partOf } from '../scope.ts'
import { alterTable } from './alter-table.ts'

const wishes = ({ algorithm, lock }: CreateIndex | DropIndex): { algorithm?: string; lock?: string } => ({
  ...(algorithm === undefined ? {} : { algorithm }),
  ...(lock === undefined ? {} : { lock }),
})

/** CREATE INDEX is ALTER TABLE … ADD INDEX in other words. */
export function createIndex(parsed: CreateIndex, scope: Scope, compare: Compare): Draft {
  const draft = alterTable(
    {
      kind: 'alter table',
      table: parsed.table,
      ifExists: false,
      online: false,
      clauses: [{ kind: 'add index', index: { ...parsed.index, ifNotExists: false } }],
      ...wishes(parsed),
    },
    scope,
  )
  const id = partOf(scope, 'index', idOf(scope, 'table', parsed.table), parsed.index.name ?? '')
  const named = { ...draft, verb: 'create index' }
  return parsed.ifNotExists ? guardCreate(scope, parsed, id, named, compare) : named
}

/** DROP INDEX is ALTER TABLE … DROP INDEX in other words. */
export function dropIndex(parsed: DropIndex, scope: Scope): Draft {
  const table = idOf(scope, 'table', parsed.table)
  const primary = parsed.name.toUpperCase() === 'PRIMARY'
  const draft = alterTable(
    {
      kind: 'alter table',
      table: parsed.table,
      ifExists: false,
      online: false,
      clauses: [primary ? { kind: 'drop primary key' } : { kind: 'drop index', name: parsed.name, ifExists: false }],
      ...wishes(parsed),
    },
    scope,
  )
  const named = { ...draft, verb: 'drop index' }
  return parsed.ifExists ? guardDrop(scope, [partOf(scope, 'index', table, parsed.name)], named) : named
}
