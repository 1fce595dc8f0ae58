import { createHash } from 'node:crypto'
import type { Session } from '@slipway/core/plugin'
import { chain } from './chain.ts'
import { diff } from './diff.ts'
import { filtersOf, withEngine, type Declared } from './open-engine.ts'
import { sessionConnection } from './session-connection.ts'

// One migration stands for all that led to this database. Prisma is told that it is applied.
const standIn = '00000000000000_so_far'

async function recordStandIn(session: Session): Promise<void> {
  await session.execute({
    text:
      'CREATE TABLE "_prisma_migrations" (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, ' +
      'finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, ' +
      'started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)',
  })
  await session.execute({
    text: 'INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name) VALUES ($1, $2, now(), $1)',
    params: [standIn, createHash('sha256').digest('hex')],
  })
}

// Made from nothing, there is not even the schema that tables stand in, which Prisma takes to be there.
const ownSchema = (name: string): string => `-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS "${name}";\n\n`

/**
 * The script of a new migration to what the files declare, warnings included, byte by byte as `prisma migrate dev
 * --create-only` writes it. Prisma says in its own words when nothing was edited.
 *
 * @param before a scratch database that holds what the migrations so far lead to. Afterwards it is in that state again.
 * @throws SW-SYNTAX for a schema that Prisma refuses; whatever the database throws.
 */
export async function draft(before: Session, declared: Declared): Promise<string> {
  const filters = filtersOf(declared)
  const migrationsList = chain([standIn])
  await recordStandIn(before)
  const { migrationScript } = await withEngine(
    declared,
    { main: sessionConnection(before), shadows: [] },
    async (engine) => {
      // What this diagnosis finds is what the migration begins from.
      await engine.devDiagnostic({ migrationsList, filters })
      const schema = { files: [...declared.files] }
      return engine.createMigration({ migrationsList, schema, draft: true, migrationName: '', filters })
    },
  )
  await before.execute({ text: 'DROP TABLE "_prisma_migrations"' })
  return migrationScript ?? ''
}

/** The same for the first migration, which loses nothing and needs no database. */
export async function draftFirst(declared: Declared): Promise<string> {
  const script = await diff('empty', 'declared', declared)
  return script?.replace(ownSchema(declared.schema), '') || '-- This is an empty migration.'
}
