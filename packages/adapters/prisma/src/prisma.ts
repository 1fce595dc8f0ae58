import type { Adapter } from '@slipway/core/plugin'
import { prismaBridge } from './bridge/prisma-bridge.ts'
import { loadMigrations } from './files/load.ts'
import type { PrismaOptions } from './options.ts'
import { connectionOf, schemaOf, type PrismaConnection } from './project/connection.ts'
import type { PrismaProject } from './project/project.ts'
import { readProject } from './project/read-project.ts'

/** A Prisma project: its files, its history, its connection. */
export interface PrismaAdapter extends Adapter {
  /**
   * What `postgres()` or `mysql()` needs to reach the database as Prisma's migrations do. Holds secrets, in memory only.
   *
   * @param variable an environment variable that holds the url of another environment: `STAGING_DATABASE_URL`.
   */
  connection(variable?: string): PrismaConnection
}

/**
 * A Prisma project of version 5 to 7 where it stands: `prisma/migrations`, `_prisma_migrations` and the connection that Prisma's
 * own configuration names. `prisma.config.ts` is code and is loaded; migration files never run.
 *
 * @throws SW-CONFIG for a configuration or schema that is missing or cannot be loaded, SW-UNSUPPORTED for another database than
 * PostgreSQL and MySQL.
 */
export async function prisma(options: PrismaOptions = {}): Promise<PrismaAdapter> {
  return prismaAdapter(await readProject(options, options.cwd ?? process.cwd()), process.env, options.name)
}

/** The adapter of a project that was read. */
export function prismaAdapter(project: PrismaProject, env: NodeJS.ProcessEnv, name = 'prisma'): PrismaAdapter {
  const scripts = new Map<string, string>()
  const variables = new Set<string | undefined>([undefined])
  const schema = (): string => schemaOf(project, undefined, env) ?? 'public'
  const schemas = (): ReadonlySet<string> =>
    new Set([...variables].map((variable) => schemaOf(project, variable, env)).filter((schema) => schema !== undefined))
  return {
    kind: 'adapter',
    name,
    contract: 1,
    async load(context) {
      const loaded = loadMigrations(project, context)
      scripts.clear()
      for (const { migration, script } of loaded) scripts.set(migration.id, script)
      return loaded.map(({ migration }) => migration)
    },
    // Loaded on demand: Prisma's engine is large, and few commands need it.
    create: async (request, context) =>
      (await import('./create/create-migration.ts')).createMigration(request, context, project, schema()),
    createDown: async (request, context) =>
      (await import('./create/create-down.ts')).createDown(request, context, project, schema()),
    bridge: prismaBridge({ provider: project.provider, schemas, scripts: () => scripts }),
    connection(variable) {
      variables.add(variable)
      return connectionOf(project, variable, env)
    },
  }
}
