import type { Json, Row, Session } from '@slipway/core/plugin'
import { idOf } from '../file-names.ts'
import { command } from './command.ts'

/** A document of the changelog. */
export interface ChangelogRow {
  /** The id of the migration that it names. */
  readonly id: string
  readonly fileName: string
  readonly fileHash: string | undefined
  /** Milliseconds since 1970; `undefined` where the document does not say. */
  readonly appliedAt: number | undefined
  readonly migrationBlock: number | undefined
}

/** The documents of the changelog, or of some names in it, in the order in which they were inserted. Those without a file name are left out. */
export async function readRows(
  session: Session,
  changelog: string,
  names?: readonly string[],
): Promise<readonly ChangelogRow[]> {
  const filter: Json = names === undefined ? {} : { fileName: { $in: names } }
  const { rows } = await session.execute(command({ find: changelog, filter }))
  return rows.flatMap((row) => rowOf(row))
}

/** The document for the journal. */
export function rawOf({ fileName, fileHash, appliedAt, migrationBlock }: ChangelogRow): Json {
  return {
    fileName,
    ...(fileHash !== undefined && { fileHash }),
    ...(appliedAt !== undefined && { appliedAt: new Date(appliedAt).toISOString() }),
    ...(migrationBlock !== undefined && { migrationBlock }),
  }
}

function rowOf({ fileName, fileHash, appliedAt, migrationBlock }: Row): readonly ChangelogRow[] {
  if (typeof fileName !== 'string') return []
  return [
    {
      id: idOf(fileName),
      fileName,
      fileHash: typeof fileHash === 'string' ? fileHash : undefined,
      appliedAt: appliedAt instanceof Date ? appliedAt.getTime() : undefined,
      migrationBlock: typeof migrationBlock === 'number' ? migrationBlock : undefined,
    },
  ]
}
