import type { NewEntry, ScriptParts, Unit } from '@slipway/core/plugin'
import { insertEntry } from './entry-row.ts'
import { identifier, literal } from './literal.ts'
import { definitions, type Tables } from './tables.ts'
import { resets } from './transaction.ts'

/**
 * Writes a plan as a script for psql: each transactional unit commits with its journal rows; a statement that cannot
 * share a transaction is followed by its row. Stops at the first error, and refuses another history than it was made for.
 */
export function sqlScript(tables: Tables, { plan, project, after, head, units, tail }: ScriptParts): string {
  const lock = `SET LOCAL lock_timeout = ${plan.content.timeouts.lock};`
  const lines = [
    `-- Slipway plan ${plan.hash.slice(0, 8)} for database ${identifier(plan.base.target.database)}, project ${identifier(project)}`,
    '-- Run with psql. It has no retries and no recovery: what it leaves halfway, slipway status tells.',
    '\\set ON_ERROR_STOP on',
    '',
    ...transaction(lock, [prepare(tables), guard(tables, project, after), ...rows(tables, head)]),
    ...plan.content.units.flatMap((unit, index) => script(tables, lock, unit, units[index] ?? [])),
    ...transaction(lock, rows(tables, tail)),
  ]
  return `${lines.join('\n')}\n`
}

function script(tables: Tables, lock: string, unit: Unit, entries: readonly NewEntry[]): readonly string[] {
  const titles = unit.parts.map((part) => `-- ${part.migration}, part ${part.part}`)
  const settings = unit.parts.flatMap((part) => part.settings).map(ended)
  const steps = unit.parts.flatMap((part) => part.steps.map(({ step }) => ('text' in step ? ended(step.text) : '')))
  const inserts = rows(tables, entries)
  const temporary = unit.parts.some((part) => part.completes) ? ['DISCARD TEMP;'] : []
  const undone = [...resets([]).map(ended), ...temporary]
  if (unit.transactional) return [...titles, ...transaction(lock, [...inserts, ...settings, ...steps, ...undone])]
  return [...titles, ...settings, ...steps, ...undone, ...transaction(lock, inserts)]
}

function transaction(lock: string, statements: readonly string[]): readonly string[] {
  return ['BEGIN;', lock, ...statements, 'COMMIT;', '']
}

function rows(tables: Tables, entries: readonly NewEntry[]): readonly string[] {
  return entries.map((entry) => ended(insertEntry(tables, entry)))
}

/** A statement may end in a line comment, so its semicolon gets a line of its own then. */
function ended(text: string): string {
  return /--[^\n]*$/.test(text) ? `${text}\n;` : `${text};`
}

function prepare(tables: Tables): string {
  const parts = definitions(tables)
  const missing = (name: string): string => `to_regclass(${literal(name)}) IS NULL`
  return doBlock([
    `IF to_regnamespace(${literal(tables.schema)}) IS NULL THEN ${parts.schema}; END IF;`,
    `IF ${missing(tables.journal)} THEN ${parts.journal}; END IF;`,
    `IF ${missing(tables.checkpoint)} THEN ${parts.checkpoint}; END IF;`,
    `IF ${missing(tables.lease)} THEN ${parts.lease}; END IF;`,
  ])
}

function guard(tables: Tables, project: string, after: number): string {
  const found = `(SELECT coalesce(max(seq), 0) FROM ${tables.journal} WHERE project = ${literal(project)})`
  return doBlock([
    `IF ${found} <> ${after} THEN RAISE EXCEPTION 'the history has changed since this script was written; write it again'; END IF;`,
  ])
}

function doBlock(lines: readonly string[]): string {
  return `DO $slipway$ BEGIN\n${lines.join('\n')}\nEND $slipway$;`
}
