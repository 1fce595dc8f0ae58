import type { Migration } from '../contract/migration.ts'

/**
 * Reads all that migrations say, which an adapter may put off until it is asked for. Throws what reading throws: syntax
 * errors that name file and line.
 */
export function readSteps<Read extends readonly Migration[]>(migrations: Read): Read {
  for (const { up, down, allow, downChecksum } of migrations) void [up, down, allow, downChecksum]
  return migrations
}
