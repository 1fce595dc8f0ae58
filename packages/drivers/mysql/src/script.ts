import type { NewEntry, ScriptParts, Unit } from '@slipway/core/plugin'
import { inBackticks } from './dialect/names/quote-identifier.ts'
import { insertEntryText } from './store/entry-row.ts'
import { literal } from './store/literal.ts'
import { definitions, parts, signs, tablesIn, type Tables } from './store/tables.ts'

/**
 * Writes a plan as a script for the mysql client: each transactional unit commits with its journal rows; a statement that
 * cannot share a transaction is followed by its row. Stops at the first error, and refuses another history than it was
 * made for.
 */
export function sqlScript(store: string, { plan, project, after, head, units, tail }: ScriptParts): string {
  const { database } = plan.base.target
  const tables = tablesIn(store, database)
  const lines = [
    `-- Slipway plan ${plan.hash.slice(0, 8)} for database ${inBackticks(database)}, project ${inBackticks(project)}`,
    '-- Run with the mysql client. It has no retries and no recovery: what it leaves halfway, slipway status tells.',
    `USE ${inBackticks(database)};`,
    ...sessionState(plan.content.timeouts.lock),
    '',
    ...prepare(tables),
    ...guard(tables, project, after),
    ...transaction(rows(tables, head)),
    ...plan.content.units.flatMap((unit, index) => script(tables, unit, units[index] ?? [])),
    ...transaction(rows(tables, tail)),
  ]
  return `${lines.join('\n')}\n`
}

function sessionState(lock: number): readonly string[] {
  const seconds = Math.max(1, Math.ceil(lock / 1000))
  return [
    'SET NAMES utf8mb4;',
    `SET SESSION autocommit = 1, time_zone = '+00:00', lock_wait_timeout = ${seconds}, innodb_lock_wait_timeout = ${seconds};`,
  ]
}

function prepare(tables: Tables): readonly string[] {
  const made = definitions(tables)
  const database = `CREATE DATABASE IF NOT EXISTS ${inBackticks(tables.schema)} DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;`
  return [
    ...(tables.prefix === '' ? [database] : []),
    ...parts.map((part) => `${made[part]};`),
    ...signs(tables).map((text) => `${text};`),
    '',
  ]
}

/** The client stops where a scalar query finds two rows; nothing else raises an error outside a procedure. */
function guard(tables: Tables, project: string, after: number): readonly string[] {
  const owner = `db = ${literal(tables.database)} AND project = ${literal(project)}`
  const last = `(SELECT COALESCE(MAX(seq), 0) FROM ${tables.journal} WHERE ${owner})`
  return [
    '-- Stops here ("Subquery returns more than 1 row") when the history has changed since this script was written.',
    `SELECT IF(${last} = ${after}, 'as it was', (SELECT 'changed' UNION ALL SELECT 'write the script again')) AS history;`,
    '',
  ]
}

function script(tables: Tables, unit: Unit, entries: readonly NewEntry[]): readonly string[] {
  const titles = unit.parts.map((part) => `-- ${part.migration}, part ${part.part}`)
  const settings = unit.parts.flatMap((part) => part.settings).flatMap(ended)
  const steps = unit.parts.flatMap((part) => part.steps.flatMap(({ step }) => ('text' in step ? ended(step.text) : [])))
  const inserts = rows(tables, entries)
  if (unit.transactional) return [...titles, ...transaction([...inserts, ...settings, ...steps])]
  return [...titles, ...settings, ...steps, ...transaction(inserts)]
}

function transaction(statements: readonly string[]): readonly string[] {
  return statements.length === 0 ? [] : ['START TRANSACTION;', ...statements, 'COMMIT;', '']
}

function rows(tables: Tables, entries: readonly NewEntry[]): readonly string[] {
  return entries.map((entry) => `${insertEntryText(tables, entry)};`)
}

/** A body with semicolons of its own needs another delimiter; a text that may end in a comment gets it on a line of its own. */
function ended(text: string): readonly string[] {
  if (!text.includes(';')) return [/(?:--|#)[^\n]*$/.test(text) ? `${text}\n;` : `${text};`]
  let delimiter = '$slipway$'
  while (text.includes(delimiter)) delimiter = `${delimiter}$`
  return [`DELIMITER ${delimiter}`, text, delimiter, 'DELIMITER ;']
}
