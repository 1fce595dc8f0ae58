import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { SlipwayError } from '@slipway/core'
import type { FlywayOptions } from '../flyway-options.ts'
import { findLocations } from './find-locations.ts'
import { readEnvironment } from './read-environment.ts'
import { readProperties } from './read-properties.ts'
import { readToml } from './read-toml.ts'
import type { FlywayPlaceholder, FlywaySettings } from './settings.ts'

type Env = Readonly<Record<string, string | undefined>>

// In the order in which Flyway lets one override the other.
const usual = ['flyway.toml', 'flyway.user.toml', 'conf/flyway.conf', 'flyway.conf']

/** The files that Flyway would read in a project. */
export function configFilesOf(options: FlywayOptions, cwd: string, env: Env): readonly string[] {
  if (options.configFiles !== undefined) return [options.configFiles].flat()
  if (env['FLYWAY_CONFIG_FILES']) return list(env['FLYWAY_CONFIG_FILES'])
  return usual.filter((file) => existsSync(join(cwd, file)))
}

/** Reads the settings of a Flyway project. Throws `SW-CONFIG` where a file cannot be read. */
export function readSettings(options: FlywayOptions): FlywaySettings {
  const cwd = options.cwd ?? process.cwd()
  const env = options.env ?? process.env
  const files = configFilesOf(options, cwd, env)
  let environment = options.environment ?? env['FLYWAY_ENVIRONMENT']
  const fromFiles = new Map<string, string>()
  for (const file of files) {
    const text = readConfig(file, cwd)
    if (file.endsWith('.toml')) {
      const read = parsed(file, () => readToml(text, environment, env))
      environment ??= read.environment
      for (const [key, value] of read.properties) fromFiles.set(key, value)
    } else for (const [key, value] of readProperties(text, env)) fromFiles.set(key, value)
  }
  const fromEnvironment = readEnvironment(env)
  const get = (key: string): string | undefined => {
    const value = fromEnvironment.get(`flyway.${key}`) ?? fromFiles.get(`flyway.${key}`)
    return value === '' && key !== 'sqlMigrationPrefix' ? undefined : value
  }
  const flag = (key: string, standard: boolean): boolean => (get(key) ?? String(standard)).toLowerCase() === 'true'
  const locations = options.locations === undefined ? list(get('locations') ?? '') : [options.locations].flat()
  const found = findLocations(locations.length > 0 ? locations : standardLocations(cwd), cwd)
  const schemas = list(get('schemas') ?? '')
  const schema = options.schema ?? get('defaultSchema') ?? schemas[0]
  const table = options.table ?? get('table') ?? 'flyway_schema_history'
  const separator = get('placeholderSeparator') ?? ':'
  const own: Record<string, string | undefined> = {
    defaultSchema: schema,
    table,
    user: get('user'),
    environment: environment ?? 'default',
    workingDirectory: cwd,
  }
  return {
    files,
    locations: found.folders,
    elsewhere: found.elsewhere,
    versionPrefix: options.versionPrefix ?? get('sqlMigrationPrefix'),
    undoPrefix: get('undoSqlMigrationPrefix') ?? 'U',
    repeatablePrefix: get('repeatableSqlMigrationPrefix') ?? 'R',
    separator: get('sqlMigrationSeparator') ?? '__',
    suffixes: list(get('sqlMigrationSuffixes') ?? '.sql'),
    encoding: get('encoding') ?? 'utf-8',
    placeholders: Object.fromEntries([
      ...Object.entries(own).flatMap(([name, value]) =>
        value === undefined ? [] : [[`flyway${separator}${name}`, { value, secret: false }] as const],
      ),
      ...placeholdersIn(fromFiles, {}),
      ...placeholdersIn(fromEnvironment, { secret: true }),
    ]),
    fileNamePlaceholder: `flyway${separator}filename`,
    timePlaceholder: `flyway${separator}timestamp`,
    placeholderPrefix: get('placeholderPrefix') ?? '${',
    placeholderSuffix: get('placeholderSuffix') ?? '}',
    placeholderReplacement: flag('placeholderReplacement', true),
    table,
    schema,
    schemas: schema === undefined || schemas.includes(schema) ? schemas : [schema, ...schemas],
    createSchemas: flag('createSchemas', true),
    outOfOrder: flag('outOfOrder', false),
    group: flag('group', false),
    validateNames: flag('validateMigrationNaming', false),
    executeInTransaction: flag('executeInTransaction', true),
    baselineOnMigrate: flag('baselineOnMigrate', false),
    baselineVersion: get('baselineVersion') ?? '1',
    baselineDescription: get('baselineDescription') ?? '<< Flyway Baseline >>',
    installedBy: get('installedBy'),
    url: get('url'),
    user: get('user'),
    password: get('password'),
  }
}

/** Where nothing states them: those that the command line and the library look into. */
function standardLocations(cwd: string): readonly string[] {
  const standard = ['filesystem:sql', 'classpath:db/migration', 'filesystem:db/migration', 'filesystem:migrations']
  return [standard.find((location) => findLocations([location], cwd).elsewhere.length === 0) ?? 'db/migration']
}

function* placeholdersIn(
  properties: ReadonlyMap<string, string>,
  more: Pick<FlywayPlaceholder, 'secret'>,
): Generator<readonly [string, FlywayPlaceholder]> {
  const prefix = 'flyway.placeholders.'
  for (const [key, value] of properties)
    if (key.startsWith(prefix)) yield [key.slice(prefix.length), { value, ...more }]
}

function list(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function readConfig(file: string, cwd: string): string {
  try {
    return readFileSync(isAbsolute(file) ? file : join(cwd, file), 'utf8').replace(/^\uFEFF/, '')
  } catch (cause) {
    throw new SlipwayError('SW-CONFIG', `${file}: Flyway's configuration cannot be read. Nothing was changed.`, {
      hint: `flyway({ configFiles: '…' })   names another file`,
      details: { file },
      cause,
    })
  }
}

function parsed<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    // The parser shows the lines around, and a password may stand in one.
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : 'it cannot be read'
    const line = (cause as { readonly line?: number }).line ?? 1
    throw new SlipwayError('SW-CONFIG', `${file}:${line}: ${why}. Nothing was changed.`, { details: { file, line } })
  }
}
