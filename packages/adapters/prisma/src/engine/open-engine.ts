import { stripVTControlCharacters } from 'node:util'
import { SlipwayError } from '@slipway/core'
import type * as Engine from '@prisma/schema-engine-wasm'
import { asAdapter, type Connection } from './connection.ts'
import { loadEngine } from './load-engine.ts'

/** A file of a Prisma schema; its path is for messages. */
export interface SchemaFile {
  readonly path: string
  readonly content: string
}

/** Tables and enums that somebody else manages, as `prisma.config.ts` names them. */
export interface External {
  readonly tables: readonly string[]
  readonly enums: readonly string[]
}

/** A schema as files declare it. */
export interface Declared {
  readonly files: readonly SchemaFile[]
  readonly external: External
  /** Where tables stand that name no schema: `public`, or what the url says. */
  readonly schema: string
}

/** What the engine is connected to: the database, and each time that it wants a shadow of it, the next one. */
export interface Connections {
  readonly main: Connection
  readonly shadows: readonly Connection[]
}

function failure(thrown: unknown, panic: string | undefined): SlipwayError {
  const { message, code } = thrown as { message?: unknown; code?: unknown }
  const text = stripVTControlCharacters(panic ?? String(message ?? thrown)).trim()
  if (code === 'P1012') {
    return new SlipwayError('SW-SYNTAX', `Prisma cannot read the schema. Nothing was written.\n${text}`, {
      hint: 'npx prisma validate',
      cause: thrown,
    })
  }
  return new SlipwayError('SW-INTERNAL', `Prisma's schema engine failed. Nothing was written.\n${text}`, {
    cause: thrown,
  })
}

/**
 * Asks Prisma's schema engine something.
 *
 * @throws SW-SYNTAX for a schema that Prisma refuses; whatever a connection throws; SW-INTERNAL for everything else.
 */
export async function withEngine<T>(
  { files, schema }: Declared,
  { main, shadows }: Connections,
  ask: (engine: Engine.SchemaEngine) => Promise<T>,
): Promise<T> {
  const { bindMigrationAwareSqlAdapterFactory } = await import('@prisma/driver-adapter-utils')
  const { SchemaEngine, panic } = await loadEngine()
  let refused: unknown
  // An error of ours goes through the engine as a number, and would come out as one.
  const kept = <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    ((...args) =>
      work(...args).catch((thrown: unknown) => {
        refused ??= thrown
        throw thrown
      })) satisfies typeof work
  const adapterOf = ({ queryRaw, executeRaw }: Connection) =>
    asAdapter({ queryRaw: kept(queryRaw), executeRaw: kept(executeRaw) }, schema)
  const left = [...shadows]
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: 'slipway',
    connect: async () => adapterOf(main),
    connectToShadowDb: async () => adapterOf(left.shift() ?? main),
  })
  try {
    const datamodels = files.map(({ path, content }): [string, string] => [path, content])
    return await ask(await SchemaEngine.new({ datamodels }, () => undefined, factory))
  } catch (thrown) {
    throw refused ?? failure(thrown, panic())
  }
}

/** As the engine wants to be told what to leave alone. */
export function filtersOf({ external }: Declared): Engine.SchemaFilter {
  return { externalTables: [...external.tables], externalEnums: [...external.enums] }
}
