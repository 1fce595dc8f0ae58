import { extname } from 'node:path'
import { CONTRACT } from '@slipway/core'
import { few } from '@slipway/core/adapter'
import type { FindContext, FoundProject, FoundTarget, Migration, ProjectFinder } from '@slipway/core/plugin'
import { findFiles, type FoundFile, type FoundFiles } from '../files/find-files.ts'
import { readMigration } from '../files/read-migration.ts'
import { knexAdapter } from '../knex-adapter.ts'
import { isTested } from './find-knex.ts'
import { findKnexfile, shownPath } from './load-knexfile.ts'
import { openProject, type OpenEnvironment, type OpenProject } from './open-project.ts'
import type { MigrationSettings } from './settings.ts'

const drivers = {
  postgres: { package: '@slipway/driver-postgres', factory: 'postgres' },
  mysql: { package: '@slipway/driver-mysql', factory: 'mysql' },
} as const

/** Finds a knex project by its knexfile, which is loaded: it is code. Migration files are read as text. */
export const knexProject: ProjectFinder = {
  kind: 'project-finder',
  name: 'knex',
  contract: CONTRACT,
  find: async (context) => (findKnexfile(context.cwd) === undefined ? undefined : describe(context)),
}

async function describe({ cwd, env }: FindContext): Promise<FoundProject> {
  const project = await openProject({ cwd, adapter: 'knex', nodeEnv: env['NODE_ENV'], transaction: 'auto' })
  const chosen = project.environments.get(project.chosen)
  const { version } = project.knex
  // An environment is chosen from those that there are.
  const settings = chosen?.settings as MigrationSettings
  const found = settings.migrationSource === undefined ? findFiles(settings, cwd) : undefined
  const migrations = found?.files.map((file) => readMigration(file, settings, cwd)) ?? []
  const differing = otherSettings(project, settings)
  const targets = [...project.environments].flatMap(([name, environment]) =>
    targetOf(project.shown, name, environment, differing.length > 0),
  )
  const named = project.chosen === undefined ? '' : `environment "${project.chosen}" of `
  return {
    title: `knex ${version}`,
    configuration: `${named}${project.shown}`,
    loaded: [project.shown],
    tested: isTested(version),
    adapter: knexAdapter(settings),
    call: {
      package: '@slipway/adapter-knex',
      factory: 'knex',
      source: `{ knexfile: './${project.shown}' }`,
      awaited: true,
    },
    targets,
    files: found === undefined ? `from the migrationSource of ${project.shown}` : filesLine(found.files, settings, cwd),
    notices: [
      ...(isTested(version) ? [] : [`knex ${version} was not tested with Slipway; 3.x was`]),
      ...(found === undefined ? [] : fileNotices(found, migrations)),
      ...otherClients(project),
      ...differing,
    ],
    dayOne: dayOne(settings, migrations),
  }
}

/** @param own whether each has an adapter of its own: NODE_ENV must not decide which table a database's history is in. */
function targetOf(
  shown: string,
  name: string | undefined,
  environment: OpenEnvironment,
  own: boolean,
): readonly FoundTarget[] {
  if (environment.dialect === undefined) return []
  const argument = name === undefined ? '' : `'${name}'`
  return [
    {
      name: name ?? 'default',
      ...(name !== undefined && { configuration: `environment "${name}" of ${shown}` }),
      driver: {
        ...drivers[environment.dialect],
        options: { ...environment.connection },
        source: `project.connection(${argument})`,
      },
      ...(own && { own: { adapter: knexAdapter(environment.settings), source: `project.environment(${argument})` } }),
    },
  ]
}

function filesLine(files: readonly FoundFile[], settings: MigrationSettings, cwd: string): string {
  const counts = new Map<string, number>()
  for (const { name } of files) counts.set(extname(name), (counts.get(extname(name)) ?? 0) + 1)
  const kinds = [...counts].toSorted(([, a], [, b]) => b - a).map(([extension, count]) => `${count} ${extension}`)
  const where = settings.directories.map((directory) => shownPath(cwd, directory)).join(', ')
  return `${files.length} in ${where}${kinds.length === 0 ? '' : ` (${kinds.join(', ')})`}`
}

const are = (count: number, what: string): string => `${count} ${count === 1 ? what.replace(/^have /, 'has ') : what}`

function fileNotices({ skipped, declarations }: FoundFiles, migrations: readonly Migration[]): readonly string[] {
  const notWritten = migrations.filter(({ down }) => down === undefined).map(({ id }) => id)
  const refusing = migrations.filter(({ down }) => down === null).map(({ id }) => id)
  const list = (names: readonly string[], text: string): readonly string[] =>
    names.length === 0 ? [] : [`${are(names.length, text)}: ${few(names)}`]
  return [
    ...list(notWritten, 'have no down, or an empty one').map((text) => `${text} (no rollback until written)`),
    ...list(refusing, 'have a down that only throws').map((text) => `${text} (cannot be rolled back)`),
    ...list(
      skipped.map(({ name }) => name),
      'have an extension that loadExtensions lacks',
    ).map((text) => `${text} (knex passes over them without a word, so does Slipway)`),
    ...list(
      declarations.map(({ name }) => name),
      'have only type declarations',
    ).map((text) => `${text} (left out; knex would try to run them)`),
  ]
}

function otherClients({ environments, shown }: OpenProject): readonly string[] {
  return [...environments].flatMap(([name, { dialect, settings }]) =>
    dialect === undefined
      ? [
          `${name === undefined ? shown : `environment "${name}"`} has the client ${settings.client}, which Slipway has no driver for: left out`,
        ]
      : [],
  )
}

const same = [
  'directories',
  'tableName',
  'schemaName',
  'loadExtensions',
  'sortDirsSeparately',
  'disableTransactions',
] as const

const names = (config: MigrationSettings['config']): string =>
  JSON.stringify([config['searchPath'] ?? null, String(config['wrapIdentifier'])])

/** One adapter serves all targets, unless their migrations, or where these work, are not the same. */
function otherSettings({ environments }: OpenProject, chosen: MigrationSettings): readonly string[] {
  return [...environments].flatMap(([name, { settings, dialect }]) => {
    const differs: string[] = same.filter((key) => JSON.stringify(settings[key]) !== JSON.stringify(chosen[key]))
    if (dialect !== undefined && dialect !== chosen.dialect) differs.push('dialect')
    if (names(settings.config) !== names(chosen.config)) differs.push('searchPath or wrapIdentifier')
    return differs.length === 0 || dialect === undefined
      ? []
      : [
          `environment "${name}" has other migrations settings (${differs.join(', ')}), so its target has   adapter: project.environment('${name}')`,
        ]
  })
}

function dayOne(settings: MigrationSettings, migrations: readonly Migration[]): readonly string[] {
  if (settings.dialect === 'mysql') {
    return [
      'knex opens a transaction around migrations, which the server commits at every change of the schema; Slipway runs them outside of one and journals every statement (one that only changes rows: // slipway:transaction always)',
    ]
  }
  if (settings.disableTransactions) return []
  const never = migrations.filter(({ transaction }) => transaction === 'never').length
  const some = never === 0 ? '' : `, unless one of them says config.transaction = false, as ${never} here do`
  return [
    `knex runs all pending in one transaction${some}; Slipway runs one for each (keep it: transaction: 'batch')`,
    'knex.migrate called by the application at its start would run what is pending past Slipway: let it wait for slipway status --wait instead',
  ]
}
