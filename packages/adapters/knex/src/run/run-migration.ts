import { SlipwayError } from '@slipway/core'
import type { CodeFunction, CodeRef, LoadContext, Session } from '@slipway/core/plugin'
import type { KnexInstance } from '../project/knex-module.ts'
import type { MigrationSettings } from '../project/settings.ts'
import { lineOf } from './line-of.ts'
import { loadMigration, type LoadedMigration } from './load-migration.ts'
import { openKnex, type OpenKnex } from './open-knex.ts'
import { refusingConnections } from './own-connections.ts'

/** Loads what a code step names, and answers what runs it with the project's own knex in a session of Slipway. */
export async function resolveCode(
  ref: CodeRef,
  context: LoadContext,
  settings: MigrationSettings,
): Promise<CodeFunction> {
  const migration = await loadMigration(ref, context, settings)
  const inside = migration.mode !== 'never'
  if (inside && migration.transaction === false) throw misread(migration)
  return (session) => run(migration, ref, { session, dialect: context.dialect, settings, inside })
}

interface RunContext extends Pick<LoadContext, 'dialect'> {
  readonly session: Session
  readonly settings: MigrationSettings
  readonly inside: boolean
}

async function run(migration: LoadedMigration, ref: CodeRef, context: RunContext): Promise<void> {
  const { settings, inside } = context
  const opened = await openKnex(context)
  const { db, connections } = opened
  const work = async (knex: KnexInstance): Promise<void> => {
    await hook(settings, 'beforeEach', knex, migration)
    await migration.run(knex)
    await hook(settings, 'afterEach', knex, migration)
  }
  let refused: readonly string[]
  try {
    refused = await refusingConnections(settings.ports, () => (inside ? db.transaction(work) : work(db)))
    if (refused.length === 0) await connections.finish()
  } catch (thrown) {
    await connections.finish().catch(() => undefined)
    throw explain(thrown, migration, ref, opened, inside)
  }
  if (refused.length > 0) {
    await connections.finish().catch(() => undefined)
    throw ownConnection(migration, ref, refused, inside)
  }
}

async function hook(
  { config }: MigrationSettings,
  name: 'beforeEach' | 'afterEach',
  knex: KnexInstance,
  { item }: LoadedMigration,
): Promise<void> {
  const call = (config['migrations'] as Readonly<Record<string, unknown>> | undefined)?.[name]
  if (typeof call === 'function')
    await (call as (knex: KnexInstance, items: readonly unknown[]) => unknown)(knex, [item])
}

const left = (inside: boolean): string => (inside ? 'What it did was undone.' : 'What it had sent stays.')

function explain(
  thrown: unknown,
  migration: LoadedMigration,
  ref: CodeRef,
  { connections, redact }: OpenKnex,
  inside: boolean,
): SlipwayError {
  const refusal = connections.refusalOf(thrown)
  const error = refusal?.error ?? thrown
  const line = lineOf(thrown, migration.path)
  const where = line === undefined ? migration.shown : `${migration.shown}:${line}`
  const details = { file: migration.shown, ...(line !== undefined && { line }), statement: ref.export }
  if (error instanceof SlipwayError) {
    const sent = refusal === undefined ? '' : `\n  ${refusal.sql.trim().split('\n')[0]?.slice(0, 200)}`
    const { position: _position, ...told } = error.details
    return new SlipwayError(error.code, redact(`${where}: ${ref.export}: ${error.message}${sent}\n${left(inside)}`), {
      ...(error.hint !== undefined && { hint: error.hint }),
      cause: error,
      details: { ...told, ...details },
    })
  }
  const message = error instanceof Error ? error.message : String(error)
  return new SlipwayError('SW-CODE-FAILED', redact(`${where}: ${ref.export} threw: ${message}\n${left(inside)}`), {
    cause: error,
    details,
  })
}

function ownConnection(
  { shown }: LoadedMigration,
  ref: CodeRef,
  refused: readonly string[],
  inside: boolean,
): SlipwayError {
  return new SlipwayError(
    'SW-CODE-FAILED',
    `${shown}: ${ref.export} opens a connection of its own to ${[...new Set(refused)].join(', ')}. What goes through it is neither journalled nor undone, and may wait for the migration's own locks: it was refused. ${left(inside)}`,
    {
      hint: 'Use the knex that the function is given:\n  export async function up(knex) { await knex("table")… }',
      details: { file: shown, statement: ref.export },
    },
  )
}

function misread({ shown }: LoadedMigration): SlipwayError {
  return new SlipwayError(
    'SW-TRANSACTION',
    `${shown} says config.transaction = false in a form that cannot be read without running it, and was planned to run in a transaction. Nothing was changed.`,
    {
      hint: "// slipway:transaction never   at the head of the file\nknex({ transaction: 'never' })   for all migrations of a migrationSource",
      details: { file: shown },
    },
  )
}
