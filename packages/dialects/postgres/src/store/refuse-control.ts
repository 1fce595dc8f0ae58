import { SlipwayError } from '@slipway/core'
import type { Statement } from '@slipway/core/plugin'

// Every way to read what stands before is the only one, or a long text without a verb of these would be read in all ways.
const control =
  /^(?:\s|--[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*(begin|start\s+transaction|commit|end|abort|rollback(?!\s+(?:work\s+|transaction\s+)?to\b)|prepare\s+transaction)\b/i

/**
 * Refuses what would end the transaction that a statement shares with its journal row.
 *
 * @throws SW-TRANSACTION
 */
export function refuseControl(statement: Statement): void {
  const verb = control.exec(statement.text)?.[1]
  if (verb === undefined) return
  throw new SlipwayError('SW-TRANSACTION', `${verb.toUpperCase()} inside a transaction that Slipway runs`, {
    hint: 'Remove it, or state that the migration runs without a transaction',
    details: statement.at === undefined ? {} : { file: statement.at.file, line: statement.at.line },
  })
}
