import { bindMigrationAwareSqlAdapterFactory, type ErrorRegistry } from '@prisma/driver-adapter-utils'
import type * as Engine from '@prisma/schema-engine-wasm'
import { connectionParts } from './connection-parts.ts'
import { loadEngine } from './load-engine.ts'
import { postgresFactory } from './postgres-factory.ts'

/** What the Prisma CLI starts its engine with. */
export interface EngineArguments {
  readonly url: string | undefined
  /** Path and text of each file of the schema. */
  readonly datamodels: [string, string][]
}

type Params = Record<string, unknown>
type Answer = (method: string, params: Params) => Promise<unknown>

const noDatamodel: [string, string][] = [['schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\n']]

/** Answers the requests of the Prisma CLI. What only the native engine knows is answered here, and said beside it. */
export async function answering({ url, datamodels }: EngineArguments): Promise<Answer> {
  if (url === undefined)
    throw new Error('the Prisma CLI gave its engine no URL: set datasource.url in prisma.config.ts')
  const { SchemaEngine } = await loadEngine()
  const factory = bindMigrationAwareSqlAdapterFactory(postgresFactory(url))
  const engine = await SchemaEngine.new(
    { datamodels: datamodels.length === 0 ? noDatamodel : datamodels },
    () => undefined,
    factory,
  )

  // Compiled to WebAssembly, the engine makes no shadow database for these two, and takes what it remembers of the last one:
  // the diagnosis of a database to which every migration is applied.
  const remembering =
    <T>(work: (input: Engine.CreateMigrationInput) => Promise<T>) =>
    async (input: Engine.CreateMigrationInput): Promise<T> => {
      const { migrationsList, filters } = input
      if (migrationsList.migrationDirectories.length > 0) await engine.devDiagnostic({ migrationsList, filters })
      return work(input)
    }

  const own: Record<string, (params: never) => unknown> = {
    createMigration: remembering((input) => engine.createMigration(input)),
    evaluateDataLoss: remembering((input) => engine.evaluateDataLoss(input)),
    createDatabase: () => ({ databaseName: connectionParts(url).database }),
    getDatabaseVersion: () => engine.version(),
  }

  async function answer(method: string, params: Params): Promise<unknown> {
    const work = own[method] ?? (engine as unknown as Record<string, (params: never) => unknown>)[method]?.bind(engine)
    if (work === undefined) throw new Error(`Prisma's engine for WebAssembly knows no ${method}`)
    try {
      return (await work(params as never)) ?? {}
    } catch (thrown) {
      throw underlying(thrown, factory.errorRegistry)
    }
  }
  return answer
}

// An error of JavaScript goes through the engine as a number.
function underlying(thrown: unknown, registry: ErrorRegistry): unknown {
  const id = /\bid: (\d+)/.exec(thrown instanceof Error ? thrown.message : '')?.[1]
  return (id === undefined ? undefined : registry.consumeError(Number(id))?.error) ?? thrown
}
