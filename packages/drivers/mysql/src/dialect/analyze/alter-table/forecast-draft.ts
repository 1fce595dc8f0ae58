import type { Hazard, Lock, ObjectId } from '@slipway/core/plugin'
import { sqlName } from '../../names/object-id.ts'
import type { AlterClause } from '../../read/alter-clause.ts'
import type { Draft } from '../draft.ts'
import { exclusive, hazard } from '../draft.ts'
import type { Forecast } from './forecast.ts'
import type { TableFacts } from './table-facts.ts'

/** What a forecast adds to an analysis. Nobody minds in a table that the plan itself made. */
export function forecastDraft(
  { algorithm, lock, rebuilds, reads, sure, why, wasted, refused }: Forecast,
  facts: TableFacts,
  fresh: boolean,
): Pick<Draft, 'rewrite' | 'scan' | 'hazards'> & { readonly locks: readonly Lock[] } {
  const { table } = facts
  const refusal =
    refused === undefined ? [] : [hazard('SW-MYSQL-REFUSED', 'stop', `${sqlName(table)}: ${refused}`, table)]
  if (fresh) return { locks: [exclusive(table)], rewrite: false, scan: false, hazards: refusal }
  const name = sqlName(table)
  const is = sure ? 'is' : 'may be'
  const because = why === '' ? '' : `: ${why}`
  const hazards: Hazard[] = [...refusal]
  if (algorithm === 'COPY') {
    const message = `${name} ${is} copied row by row while nobody may write to it${because}.`
    hazards.push(hazard('SW-MYSQL-COPY', 'inform', message, table))
  } else if (lock === 'SHARED' && (reads || rebuilds)) {
    hazards.push(hazard('SW-MYSQL-SCAN', 'inform', `Nobody may write to ${name} meanwhile${because}.`, table))
  } else if (rebuilds) {
    const message = `${name} ${is} written anew${because}. Reads and writes go on meanwhile; replicas fall behind by as long.`
    hazards.push(hazard('SW-MYSQL-REWRITE', 'inform', message, table))
  }
  if (wasted.length > 0) {
    const said = [...new Set(wasted.map(spoken))].join(', ')
    const message = `${said} ${wasted.length === 1 ? 'is' : 'are'} instant alone, and not together with the rest (${why}). Write ${wasted.length === 1 ? 'it' : 'them'} as an ALTER TABLE of ${wasted.length === 1 ? 'its' : 'their'} own.`
    hazards.push(hazard('SW-MYSQL-NOT-INSTANT', 'inform', message, table))
  } else if (/^(its rows are compressed|it has a full-text index|it has had its)/.test(why)) {
    hazards.push(hazard('SW-MYSQL-NOT-INSTANT', 'inform', `It would be instant, but for ${name}: ${why}.`, table))
  }
  return { locks: [lockOf(table, algorithm, lock)], rewrite: rebuilds, scan: reads, hazards }
}

function lockOf(object: ObjectId, algorithm: Forecast['algorithm'], lock: Forecast['lock']): Lock {
  if (algorithm === 'INSTANT') return { object, mode: 'EXCLUSIVE metadata lock, ALGORITHM=INSTANT', blocks: 'all' }
  const how = `ALGORITHM=${algorithm}, LOCK=${lock}`
  return lock === 'NONE'
    ? { object, mode: `EXCLUSIVE metadata lock at its beginning and end, ${how}`, blocks: 'all' }
    : { object, mode: `SHARED_NO_WRITE metadata lock, ${how}`, blocks: 'writes' }
}

/** A clause as its author would say it. */
function spoken(clause: AlterClause): string {
  if (clause.kind === 'add column') return `ADD COLUMN ${clause.column.name}`
  if (clause.kind === 'drop column') return `DROP COLUMN ${clause.name}`
  return clause.kind.toUpperCase()
}
