import type { Row } from '../harness/row.ts'
import { applyDelayed } from './apply-delayed.ts'
import { applyMany } from './apply-many.ts'
import { applyMongodb } from './apply-mongodb.ts'
import { applyMysql } from './apply-mysql.ts'
import { applyPostgres } from './apply-postgres.ts'
import { applyNothing, status } from './history.ts'
import { inspectMysql, inspectPostgres } from './inspect.ts'
import { memory } from './memory.ts'
import { rehearse } from './rehearse.ts'
import { rollback } from './rollback.ts'
import { split } from './split.ts'
import { startHelp, startPlan, startVersion } from './start.ts'

/** Every row, in the order of the page. */
export const rows: readonly Row[] = [
  applyPostgres,
  applyDelayed,
  applyMany,
  applyMysql,
  applyMongodb,
  status,
  applyNothing,
  startVersion,
  startHelp,
  startPlan,
  rollback,
  inspectPostgres,
  inspectMysql,
  rehearse,
  split,
  memory,
]
