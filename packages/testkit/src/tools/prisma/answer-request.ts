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

function timestamp(now: Date): string {
  return now.toISOString().replaceAll(/\D/g, '').slice(0, 14)
}

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

  const toSchema = ({ migrationsList, schema, filters }: Engine.CreateMigrationInput): Promise<Engine.DiffResult> =>
    engine.diff({
      from: { tag: 'migrations', ...migrationsList },
      to: { tag: 'schemaDatamodel', ...schema, configDir: '.' },
      script: true,
      exitCode: true,
      shadowDatabaseUrl: null,
      filters,
    } as Engine.DiffParams)

  // Compiled to WebAssembly, the engine asks for no shadow database when it makes a migration or looks for lost data:
  // both fail as soon as a migration exists. Its diff does ask for one.
  async function createMigration(input: Engine.CreateMigrationInput): Promise<Engine.CreateMigrationOutput> {
    if (input.migrationsList.migrationDirectories.length === 0) return engine.createMigration(input)
    const { exitCode, stdout } = await toSchema(input)
    const empty = exitCode === 0
    const name = [timestamp(new Date()), input.migrationName].filter(Boolean).join('_')
    return {
      connectorType: 'postgresql',
      extension: 'sql',
      generatedMigrationName: empty && !input.draft ? '' : name,
      migrationScript: empty ? (input.draft ? '-- This is an empty migration.' : null) : stdout,
    } as Engine.CreateMigrationOutput
  }

  // Data that a later migration would lose is not looked for.
  async function evaluateDataLoss(input: Engine.CreateMigrationInput): Promise<Engine.EvaluateDataLossOutput> {
    if (input.migrationsList.migrationDirectories.length === 0) return engine.evaluateDataLoss(input)
    const { exitCode } = await toSchema(input)
    return { migrationSteps: exitCode === 0 ? 0 : 1, unexecutableSteps: [], warnings: [] }
  }

  const own: Record<string, (params: never) => unknown> = {
    createMigration,
    evaluateDataLoss,
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
