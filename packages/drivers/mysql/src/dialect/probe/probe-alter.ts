import type { Definitions, Probe } from '@slipway/core/plugin'
import { shapeId } from '../../inspect/ids.ts'
import { readShape } from '../../inspect/shape.ts'
import { objectId } from '../names/object-id.ts'
import type { AlterClause } from '../read/alter-clause.ts'
import { evidence } from './clause-evidence.ts'
import { absent, landed, partial, unknown } from './verdicts.ts'

interface Altering {
  readonly table: string
  readonly clauses: readonly AlterClause[]
  readonly ifExists: boolean
  readonly before: Definitions
  readonly now: Definitions
}

/**
 * Tells from the table as a whole: one ALTER takes effect whole or not at all on the servers supported. Each clause is looked
 * for all the same, for the table may have been changed by somebody else.
 */
export function probeAlter({ table, clauses, ifExists, before, now }: Altering): Probe {
  const renamed = clauses.findLast((clause) => clause.kind === 'rename to')?.to.name
  const was = before[shapeId(table)]
  const [here, there] = [now[shapeId(table)], renamed === undefined ? null : now[shapeId(renamed)]]
  if (was === undefined || here === undefined || there === undefined) return unknown(`the table ${table} was not read`)
  if (was === null) {
    if (ifExists && here === null) return landed(`there was no table ${table}, so IF EXISTS skipped it`)
    return absent(`there was no table ${table} to alter`)
  }
  if (renamed !== undefined) {
    if (before[objectId('table', renamed)] === null && there !== null && here === null)
      return landed(`the table is called ${renamed} now`)
    if (here === null) return unknown(`the table ${table} is gone, and is not the one called ${renamed}`)
  }
  if (here === null) return unknown(`the table ${table} is gone`)
  const anew = clauses.find((clause) => clause.kind === 'drop column' && isAdded(clauses, clause.name))
  if (here === was && anew !== undefined)
    return unknown(`the table ${table} looks as before, and nothing shows whether a column was made anew`)
  if (here === was) return absent(`the table ${table} is as it was; to alter it again gives the same`)
  if (renamed !== undefined) return absent(`the table is still called ${table}`)
  const look = { before: readShape(was), now: readShape(here), clauses }
  const found = clauses.map((clause) => evidence(look, clause))
  const [done, not] = [found.filter((one) => one === 'done').length, found.filter((one) => one === 'not').length]
  if (done > 0 && not > 0)
    return partial(
      `the table ${table} shows ${done} of the ${found.length} changes, and lacks ${not}; it was altered by others, too`,
    )
  if (done > 0) return landed(`the table ${table} shows what this statement changes`)
  if (not > 0) return absent(`the table ${table} was altered by others, and lacks what this statement changes`)
  return unknown(`the table ${table} was altered, and nothing shows whether by this statement`)
}

/** A column that is dropped and added at once comes back empty, and maybe looking as it did. */
function isAdded(clauses: readonly AlterClause[], name: string): boolean {
  return clauses.some(
    (clause) => clause.kind === 'add column' && clause.column.name.toLowerCase() === name.toLowerCase(),
  )
}
