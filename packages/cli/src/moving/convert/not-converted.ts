import type { Migration } from '@slipway/core'
import { oneLine } from './script-lines.ts'
import type { Converted } from './written.ts'

/**
 * What stands for a migration that cannot be converted: a file, so that a history which has it applied misses nothing, whose
 * statement fails on every server, so that it can never pass for done.
 */
export function notConverted(source: Migration, why: string, dialect: string): Converted {
  const message = `${source.id} was not converted`
  return {
    source,
    up: [{ kind: 'statement', text: failing(message, dialect) }],
    down: null,
    irreversible: `it was not converted from ${source.location.file}`,
    notes: [
      `Not converted from ${source.location.file}: ${oneLine(why)}`,
      'Where it is applied, the history knows it by this file. Where it is not, write here what it does.',
    ],
  }
}

function failing(message: string, dialect: string): string {
  const text = message.replaceAll("'", "''")
  return dialect === 'postgres'
    ? `DO $$ BEGIN RAISE EXCEPTION '${text.replaceAll('%', '%%').replaceAll('$$', '')}'; END $$`
    : `SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '${text.slice(0, 120)}'`
}
