import type { ColumnDef } from 'libpg-query'
import type { Hazard } from '@slipway/core/plugin'
import { as } from '../../grammar/ast.ts'
import { compareColumn } from '../../compare/compare-column.ts'
import { guardCreate } from '../../guard/guard-create.ts'
import { lastName } from '../../names/object-id.ts'
import { isSerial } from '../../names/type-name.ts'
import { undoBy } from '../../reverse/undo.ts'
import { columnState, constraintsOf } from '../columns.ts'
import { hazard, lock } from '../draft.ts'
import { isNew, partOf } from '../scope.ts'
import { foreignTables } from '../statements/create-table.ts'
import { volatility } from '../volatility.ts'
import type { Command, CommandDraft } from './command.ts'
import { nameOf } from './command.ts'

interface Cost {
  readonly rewrite: boolean
  readonly scan: boolean
  readonly why: Hazard | undefined
}

/** Which ways of adding a column touch every row, as measured on PostgreSQL 13 to 18. */
function cost(command: Command, column: ColumnDef): Cost {
  const table = nameOf(command)
  const name = `${table}.${column.colname ?? ''}`
  const constraints = constraintsOf(column)
  const kinds = new Set(constraints.map((constraint) => constraint.contype))
  const generated = constraints.find((constraint) => constraint.contype === 'CONSTR_GENERATED')
  const initial = constraints.find((constraint) => constraint.contype === 'CONSTR_DEFAULT')?.raw_expr
  const varies = volatility(initial)
  const rewrites = (why: string, recipe: string): Cost => ({
    rewrite: true,
    scan: true,
    why: hazard(
      'SW-PG-REWRITE',
      'inform',
      `${why}, so ${table} is written anew with all its indexes while nobody may use it. ${recipe}`,
      command.table,
    ),
  })
  const scans = (why: string, recipe: string): Cost => ({
    rewrite: false,
    scan: true,
    why: hazard('SW-PG-SCAN', 'inform', `${why} under ACCESS EXCLUSIVE. ${recipe}`, command.table),
  })
  if (isSerial(column.typeName)) {
    return rewrites(
      `${name} takes its values from a sequence`,
      `Add a plain column, give it the sequence as default, and fill old rows in batches.`,
    )
  }
  if (kinds.has('CONSTR_IDENTITY')) {
    return rewrites(
      `${name} is an identity column`,
      `Add a plain column, fill it in batches, set it NOT NULL, then ADD GENERATED … AS IDENTITY.`,
    )
  }
  if (generated !== undefined && generated.generated_kind !== 'v') {
    return rewrites(
      `${name} is computed and stored for every row`,
      `Add a plain column kept by a trigger and fill old rows in batches.`,
    )
  }
  if (varies !== 'steady') {
    const doubt =
      varies === 'volatile'
        ? `the default of ${name} differs from row to row`
        : `the default of ${name} calls a function that may differ from row to row`
    return rewrites(doubt, `Add the column without it, SET DEFAULT, and fill old rows in batches.`)
  }
  if (kinds.has('CONSTR_PRIMARY') || kinds.has('CONSTR_UNIQUE')) {
    return scans(
      `A unique index over ${table} is built`,
      `Add the column alone, CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … USING INDEX.`,
    )
  }
  if (kinds.has('CONSTR_CHECK')) {
    return scans(
      `Every row of ${table} is checked`,
      `Add the column alone, then ADD CONSTRAINT … CHECK … NOT VALID and VALIDATE CONSTRAINT in transactions of their own.`,
    )
  }
  if (kinds.has('CONSTR_FOREIGN') && initial !== undefined) {
    return scans(
      `Every row of ${table} is looked up in the referenced table`,
      `Add the column alone, then ADD FOREIGN KEY … NOT VALID and VALIDATE CONSTRAINT in transactions of their own.`,
    )
  }
  return { rewrite: false, scan: false, why: undefined }
}

export function addColumn(command: Command): CommandDraft {
  const column = as(command.body.def, 'ColumnDef')
  if (column === undefined) return { undo: undoBy([]) }
  const { scope, table, fresh } = command
  const id = partOf(table, 'column', column.colname ?? '')
  const { rewrite, scan, why } = cost(command, column)
  const parents = foreignTables(scope, [{ ColumnDef: column }]).filter((parent) => parent !== table)
  const draft: CommandDraft = {
    objects: [
      { id, effect: 'create' },
      { id: table, effect: 'alter' },
      ...parents.map((parent) => ({ id: parent, effect: 'read' }) as const),
    ],
    locks: [
      lock(table, 'ACCESS EXCLUSIVE'),
      ...parents.filter((parent) => !isNew(scope, parent)).map((parent) => lock(parent, 'SHARE ROW EXCLUSIVE')),
    ],
    rewrite,
    scan,
    hazards: why === undefined || fresh ? [] : [why],
    undo: undoBy([`${command.alter} DROP COLUMN ${lastName(id)}`]),
    columns: new Map([[id, columnState(column, scope.searchPath[0] ?? 'public')]]),
  }
  if (command.body.missing_ok !== true) return draft
  return guardCreate(scope, id, { verb: 'alter table', ...draft }, (schema) =>
    compareColumn(column, schema.objects[id]?.definition ?? '', scope),
  )
}
