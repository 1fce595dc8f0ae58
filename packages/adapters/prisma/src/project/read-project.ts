import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { SlipwayError } from '@slipway/core'
import type { PrismaOptions } from '../options.ts'
import { findConfigFile } from './find-config-file.ts'
import { findSchema, type FoundSchema } from './find-schema.ts'
import { loadConfig, type PrismaConfig } from './load-config.ts'
import { prismaVersion } from './prisma-version.ts'
import type { PrismaProject, Provider, Setting } from './project.ts'
import { readDatasource, type Datasource } from './read-datasource.ts'
import { relativePath } from './relative-path.ts'

const providers: Readonly<Record<string, Provider>> = {
  postgresql: 'postgresql',
  postgres: 'postgresql',
  mysql: 'mysql',
}

/**
 * Reads what describes a Prisma project of version 5 to 7: its configuration, package.json and schema.
 *
 * @throws SW-CONFIG for what is missing or cannot be loaded, SW-UNSUPPORTED for a database that Slipway does not migrate.
 */
export async function readProject(options: PrismaOptions, cwd: string): Promise<PrismaProject> {
  const configFile = findConfigFile(cwd, options.config)
  const config = configFile === undefined ? {} : await loadConfig(configFile, cwd)
  const base = configFile === undefined ? cwd : dirname(configFile)
  const schema = findSchema(cwd, base, namedSchema(options, cwd, config, base))
  const datasource = readDatasource(schema.files)
  return {
    cwd,
    version: prismaVersion(cwd),
    configFile,
    schemaPath: schema.path,
    schemaFiles: schema.files,
    provider: providerOf(datasource, schema, cwd),
    url: stated(config.datasource?.url) ?? datasource?.url,
    directUrl:
      stated(config.datasource?.directUrl) ??
      (config.datasource?.url === undefined ? datasource?.directUrl : undefined),
    shadowDatabaseUrl: stated(config.datasource?.shadowDatabaseUrl) ?? datasource?.shadowDatabaseUrl,
    migrations: migrationsOf(options, cwd, config, base, schema, datasource),
    initShadowDb: config.migrations?.initShadowDb,
    external: { tables: config.tables?.external ?? [], enums: config.enums?.external ?? [] },
  }
}

function namedSchema(options: PrismaOptions, cwd: string, config: PrismaConfig, base: string): string | undefined {
  if (options.schema !== undefined) return resolve(cwd, options.schema)
  if (config.schema !== undefined) return resolve(base, config.schema)
  const manifest = join(cwd, 'package.json')
  if (!existsSync(manifest)) return undefined
  const { prisma } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly prisma?: { readonly schema?: string } }
  return prisma?.schema === undefined ? undefined : resolve(cwd, prisma.schema)
}

function stated(value: string | undefined): Setting | undefined {
  return value === undefined ? undefined : { kind: 'value', value }
}

function providerOf(datasource: Datasource | undefined, schema: FoundSchema, cwd: string): Provider {
  const where =
    datasource === undefined
      ? relativePath(cwd, schema.path)
      : `${relativePath(cwd, datasource.file)}:${datasource.line}`
  if (datasource?.provider === undefined) {
    throw new SlipwayError('SW-CONFIG', `${where} names no provider in a datasource block. Nothing was changed.`, {
      hint: 'datasource db {\n  provider = "postgresql"\n}',
    })
  }
  const known = Object.hasOwn(providers, datasource.provider) ? providers[datasource.provider] : undefined
  if (known !== undefined) return known
  throw new SlipwayError(
    'SW-UNSUPPORTED',
    `${where}: the provider is "${datasource.provider}"; Slipway takes over Prisma projects on postgresql and mysql. Nothing was changed.`,
    { hint: `npx prisma migrate …   goes on working there`, details: { provider: datasource.provider } },
  )
}

/** Version 7: beside the schema, or in its folder. Version 6: beside the file that has the datasource; before: beside the folder. */
function migrationsOf(
  options: PrismaOptions,
  cwd: string,
  config: PrismaConfig,
  base: string,
  schema: FoundSchema,
  datasource: Datasource | undefined,
): string {
  if (options.migrations !== undefined) return resolve(cwd, options.migrations)
  if (config.migrations?.path !== undefined) return resolve(base, config.migrations.path)
  const isFile = schema.files[0]?.path === schema.path
  const first = join(isFile ? dirname(schema.path) : schema.path, 'migrations')
  const others = isFile ? [] : [...(datasource ? [dirname(datasource.file)] : []), dirname(schema.path)]
  return [first, ...others.map((folder) => join(folder, 'migrations'))].find((folder) => existsSync(folder)) ?? first
}
