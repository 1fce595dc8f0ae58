import type { Session } from '@slipway/core/plugin'
import type * as Engine from '@prisma/schema-engine-wasm'
import { chain } from './chain.ts'
import { noDatabase } from './no-database.ts'
import { filtersOf, withEngine, type Declared } from './open-engine.ts'
import { sessionConnection } from './session-connection.ts'

/** A schema: none at all, what the files declare, or what a database holds. */
export type SchemaState = 'empty' | 'declared' | Session

/**
 * The SQL for PostgreSQL that leads from one schema to another, as Prisma writes it, without its warnings; `undefined`
 * when they are equal. Two states without a database are compared without one.
 *
 * @throws SW-SYNTAX for a schema that Prisma refuses; whatever reading a database throws.
 */
export async function diff(from: SchemaState, to: SchemaState, declared: Declared): Promise<string | undefined> {
  const shadows = [from, to].flatMap((state) => (typeof state === 'string' ? [] : [sessionConnection(state)]))
  const target = (state: SchemaState): object => {
    if (state === 'empty') return { tag: 'empty' }
    return state === 'declared'
      ? { tag: 'schemaDatamodel', files: declared.files, configDir: '.' }
      : { tag: 'migrations', ...chain([]) }
  }
  return withEngine(declared, { main: shadows[0] ?? noDatabase, shadows }, async (engine) => {
    const { exitCode, stdout } = await engine.diff({
      from: target(from),
      to: target(to),
      script: true,
      exitCode: true,
      shadowDatabaseUrl: null,
      filters: filtersOf(declared),
    } as Engine.DiffParams)
    return exitCode === 0 ? undefined : (stdout ?? undefined)
  })
}
