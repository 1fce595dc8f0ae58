import type { ObjectId, Schema, Session } from '@slipway/core'

/** What a database holds at one moment: its schema, and how many rows with which content some tables have. */
export interface Snapshot {
  readonly schema: Schema
  readonly rows: Readonly<Record<ObjectId, number>>
  readonly checksums: Readonly<Record<ObjectId, string>>
}

/** Takes one. */
export async function snapshot(session: Session, tables: readonly ObjectId[]): Promise<Snapshot> {
  const schema = await session.inspect()
  if (tables.length === 0) return { schema, rows: {}, checksums: {} }
  return { schema, rows: await session.countRows(tables), checksums: await session.contentChecksums(tables) }
}
