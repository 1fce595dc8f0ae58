import type { Guard, ObjectId } from '@slipway/core/plugin'
import type { AlterClause } from '../../read/alter-clause.ts'
import type { Scope } from '../scope.ts'
import { exists, partOf } from '../scope.ts'

/** MariaDB: the first `IF [NOT] EXISTS` of a clause, with what it comes to. */
export function clauseGuard(clauses: readonly AlterClause[], table: ObjectId, scope: Scope): Guard | undefined {
  for (const clause of clauses) {
    const said = guarded(clause)
    if (said === undefined) continue
    const object = partOf(scope, said.kind, table, said.name)
    const { form } = said
    if (scope.schema === undefined) return { object, form, verdict: 'unknown', differences: [] }
    const there = exists(scope, object)
    if (form === 'if-exists') return { object, form, verdict: there ? 'runs' : only(clauses), differences: [] }
    return { object, form, verdict: there ? 'unsure' : 'runs', differences: [] }
  }
  return undefined
}

/** Other clauses run whether or not this one does. */
function only(clauses: readonly AlterClause[]): 'noop' | 'runs' {
  return clauses.length === 1 ? 'noop' : 'runs'
}

function guarded(
  clause: AlterClause,
): { readonly form: Guard['form']; readonly kind: string; readonly name: string } | undefined {
  switch (clause.kind) {
    case 'add column':
      return clause.ifNotExists ? { form: 'if-not-exists', kind: 'column', name: clause.column.name } : undefined
    case 'add index':
      return clause.index.ifNotExists && clause.index.name !== undefined
        ? { form: 'if-not-exists', kind: 'index', name: clause.index.name }
        : undefined
    case 'drop column':
      return clause.ifExists ? { form: 'if-exists', kind: 'column', name: clause.name } : undefined
    case 'modify column':
      return clause.ifExists ? { form: 'if-exists', kind: 'column', name: clause.column.name } : undefined
    case 'change column':
    case 'rename column':
      return clause.ifExists ? { form: 'if-exists', kind: 'column', name: clause.name } : undefined
    case 'drop index':
      return clause.ifExists ? { form: 'if-exists', kind: 'index', name: clause.name } : undefined
    case 'drop foreign key':
    case 'drop constraint':
      return clause.ifExists ? { form: 'if-exists', kind: 'constraint', name: clause.name } : undefined
    default:
      return undefined
  }
}
