import type {
  AlterDomainStmt,
  AlterEnumStmt,
  CompositeTypeStmt,
  CreateDomainStmt,
  CreateEnumStmt,
  CreateRangeStmt,
} from 'libpg-query'
import { as, strings } from '../../grammar/ast.ts'
import { guardDrop } from '../../guard/guard-create.ts'
import { lastName, sqlName } from '../../names/object-id.ts'
import { quoteIdentifier, quoteLiteral } from '../../names/quote-identifier.ts'
import { columnParts } from '../../reverse/column-definition.ts'
import { restore } from '../../reverse/restore.ts'
import { undoBy, undoFrom, undoImpossible } from '../../reverse/undo.ts'
import type { Draft } from '../draft.ts'
import { hazard } from '../draft.ts'
import type { Scope } from '../scope.ts'
import { isNew, named, newId, newRelation, partOf } from '../scope.ts'

export function createEnum(body: CreateEnumStmt, scope: Scope): Draft {
  const id = newId(scope, 'type', strings(body.typeName))
  return { verb: 'create type', objects: [{ id, effect: 'create' }], undo: undoBy([`DROP TYPE ${sqlName(id)}`]) }
}

export function createRange(body: CreateRangeStmt, scope: Scope): Draft {
  const id = newId(scope, 'type', strings(body.typeName))
  return { verb: 'create type', objects: [{ id, effect: 'create' }], undo: undoBy([`DROP TYPE ${sqlName(id)}`]) }
}

export function createComposite(body: CompositeTypeStmt, scope: Scope): Draft {
  const id = newRelation(scope, body.typevar, 'type')
  return { verb: 'create type', objects: [{ id, effect: 'create' }], undo: undoBy([`DROP TYPE ${sqlName(id)}`]) }
}

export function createDomain(body: CreateDomainStmt, scope: Scope): Draft {
  const id = newId(scope, 'domain', strings(body.domainname))
  return { verb: 'create domain', objects: [{ id, effect: 'create' }], undo: undoBy([`DROP DOMAIN ${sqlName(id)}`]) }
}

/** Labels of an enum's definition: `ENUM ('a', 'b')`. */
export function enumLabels(definition: string): readonly string[] {
  return [...definition.matchAll(/'((?:[^']|'')*)'/g)].map((match) => (match[1] ?? '').replaceAll("''", "'"))
}

export function alterEnum(body: AlterEnumStmt, scope: Scope): Draft {
  const id = named(scope, 'type', body.typeName)
  const type = sqlName(id)
  const added = body.newVal ?? ''
  if (body.oldVal !== undefined) {
    return {
      verb: 'alter type',
      objects: [{ id, effect: 'alter' }],
      undo: undoBy([`ALTER TYPE ${type} RENAME VALUE ${quoteLiteral(added)} TO ${quoteLiteral(body.oldVal)}`]),
    }
  }
  const guarded = body.skipIfNewValExists === true
  const definition = scope.schema?.objects[id]?.definition
  const there = definition === undefined ? undefined : enumLabels(definition).includes(added)
  const verdict =
    definition === undefined ? (isNew(scope, id) ? 'unsure' : 'unknown') : there === true ? 'noop' : 'runs'
  const reason = `PostgreSQL cannot remove the label ${quoteLiteral(added)} from ${type} again`
  return {
    verb: 'alter type',
    objects: [{ id, effect: 'alter' }],
    // Before a commit the new label may not be used, so it shares its transaction with nothing.
    transaction: 'own',
    undo: guarded
      ? undoFrom((before) => {
          const labels = enumLabels(before.objects[id]?.definition ?? '')
          return labels.includes(added) ? { kind: 'nothing' } : { kind: 'impossible', reason }
        })
      : undoImpossible(reason),
    ...(guarded ? { guard: { object: id, form: 'if-not-exists', verdict, differences: [] } } : {}),
  }
}

export function alterDomain(body: AlterDomainStmt, scope: Scope): Draft {
  const id = named(scope, 'domain', body.typeName)
  const domain = sqlName(id)
  const alter = `ALTER DOMAIN ${domain}`
  const objects = [{ id, effect: 'alter' }] as const
  const checked = (what: string): NonNullable<Draft['hazards']> =>
    isNew(scope, id)
      ? []
      : [
          hazard(
            'SW-PG-SCAN',
            'inform',
            `${what} reads every table that has a column of ${domain}, each under a SHARE lock that blocks writes. Add it as CHECK … NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own.`,
            id,
          ),
        ]
  const fromDefinition = (derive: (definition: string) => readonly string[]): Draft['undo'] =>
    undoFrom((before) => {
      const definition = before.objects[id]?.definition
      return definition === undefined
        ? { kind: 'impossible', reason: `domain ${domain} is not in the schema before` }
        : undoBy(derive(definition))(before)
    })
  const verb = 'alter domain'
  switch (body.subtype) {
    case 'T': {
      const undo = fromDefinition((definition) => {
        const initial = columnParts(definition).default
        return [initial === undefined ? `${alter} DROP DEFAULT` : `${alter} SET DEFAULT ${initial}`]
      })
      return { verb, objects, undo }
    }
    case 'N':
      return {
        verb,
        objects,
        undo: fromDefinition((definition) => (columnParts(definition).notNull ? [`${alter} SET NOT NULL`] : [])),
      }
    case 'O': {
      const undo = fromDefinition((definition) => (columnParts(definition).notNull ? [] : [`${alter} DROP NOT NULL`]))
      return { verb, objects, scan: true, hazards: checked('SET NOT NULL'), undo }
    }
    case 'C': {
      const constraint = as(body.def, 'Constraint')
      const scans = constraint?.skip_validation !== true
      const name = constraint?.conname
      const undo =
        name === undefined
          ? undoImpossible(
              `the name that PostgreSQL chooses for this constraint of ${domain} cannot be told; name it in the statement`,
            )
          : undoBy([`${alter} DROP CONSTRAINT ${quoteIdentifier(name)}`])
      const made = name === undefined ? [] : ([{ id: partOf(id, 'constraint', name), effect: 'create' }] as const)
      return {
        verb,
        objects: [...objects, ...made],
        scan: scans,
        hazards: scans ? checked('The new constraint') : [],
        undo,
      }
    }
    case 'X': {
      const constraint = partOf(id, 'constraint', body.name ?? '')
      const draft: Draft = {
        verb,
        objects: [{ id: constraint, effect: 'drop' }, ...objects],
        undo: undoFrom((before) => restore([constraint], before)),
      }
      return body.missing_ok === true ? guardDrop(scope, [constraint], draft) : draft
    }
    case 'V': {
      const constraint = partOf(id, 'constraint', body.name ?? '')
      const undo = undoFrom((before) => {
        const definition = before.objects[constraint]?.definition ?? ''
        if (!definition.endsWith(' NOT VALID')) return { kind: 'nothing' }
        const name = lastName(constraint)
        return undoBy([`${alter} DROP CONSTRAINT ${name}`, `${alter} ADD CONSTRAINT ${name} ${definition}`])(before)
      })
      return { verb, objects: [{ id: constraint, effect: 'alter' }], scan: true, undo }
    }
    default:
      return { verb, objects, undo: undoImpossible(`how ${domain} was before this change is not kept`) }
  }
}
