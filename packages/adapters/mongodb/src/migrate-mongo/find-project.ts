import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { few } from '@slipway/core/adapter'
import { CONTRACT, type FindContext, type FoundProject, type ProjectFinder } from '@slipway/core/plugin'
import { connectionOf } from './connection.ts'
import { findConfig, loadConfig } from './load-config.ts'
import { adapterOf } from './migrate-mongo.ts'
import { otherModules, readFiles } from './read-files.ts'
import { readSettings, type Settings } from './settings.ts'

/** Finds a project on migrate-mongo by its configuration, which is loaded: it is code. */
export const migrateMongoProject: ProjectFinder = {
  kind: 'project-finder',
  name: 'migrate-mongo',
  contract: CONTRACT,
  find,
}

async function find({ cwd }: FindContext): Promise<FoundProject | undefined> {
  const file = findConfig(cwd)
  if (file === undefined) return undefined
  const settings = readSettings(await loadConfig(cwd, file), cwd, file)
  const version = installedVersion(cwd)
  const sources = readFiles(cwd, settings)
  const count = `${sources.length} in ${settings.migrationsDir}`
  return {
    title: version === undefined ? 'migrate-mongo' : `migrate-mongo ${version}`,
    configuration: file,
    loaded: [file],
    tested: version?.startsWith('14.0.') === true,
    adapter: adapterOf(settings, 'migrate-mongo'),
    call: {
      package: '@slipway/adapter-mongodb',
      factory: 'migrateMongo',
      source: file === 'migrate-mongo-config.js' ? '' : `{ config: '${file}' }`,
      awaited: true,
    },
    targets: [
      {
        name: 'default',
        driver: {
          package: '@slipway/driver-mongodb',
          factory: 'mongodb',
          options: { ...connectionOf(settings) },
          source: 'project.connection()',
        },
      },
    ],
    files: `${count} (${settings.extension})`,
    notices: noticesOf(
      settings,
      sources.map(({ up }) => ({ path: up.file.path, text: up.file.text() })),
    ),
    dayOne: dayOneOf(settings),
  }
}

interface Read {
  readonly path: string
  readonly text: string
}

function noticesOf(settings: Settings, files: readonly Read[]): readonly string[] {
  const others = otherModules(settings)
  const connecting = files.filter(({ text }) => /\bMongoClient\s*\.\s*connect\s*\(|\bnew\s+MongoClient\s*\(/.test(text))
  return [
    ...(others.length === 0
      ? []
      : [
          `${others.length} files of ${settings.migrationsDir} do not end in ${settings.extension}, so neither migrate-mongo nor Slipway runs them: ${few(others)}.`,
        ]),
    ...connecting.map(
      ({ path }) =>
        `${path} opens a connection of its own: what it does there is not seen, not journalled, not fenced.`,
    ),
  ]
}

function dayOneOf({ lock, useFileHash }: Settings): readonly string[] {
  return [
    'migrate-mongo goes on working beside Slipway: each sees at once what the other applied or took back.',
    'Migrations run as before, each on its own and outside a transaction. Of one that was interrupted nobody can tell how far it came, so apply asks first: write "// slipway:idempotent" at its head where it may run again, or accept it with --allow "SW-UNKNOWABLE=why".',
    lock === undefined
      ? 'migrate-mongo is configured to take no lock, so it does not notice that Slipway is at work. Set lockCollectionName and lockTtl: Slipway takes that lock too.'
      : `Slipway takes the lock ${lock.collection} as well.${lock.ttl === undefined ? '' : ` The server removes it after ${lock.ttl} s, however long a run takes: set lockTtl to more than your longest run.`}`,
    ...(useFileHash ? ['Files that changed since they ran are pending again, as useFileHash says.'] : []),
  ]
}

/** Of the package that the project would run. */
function installedVersion(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, 'node_modules/migrate-mongo/package.json'), 'utf8')) as {
        readonly version?: string
      }
      return manifest.version
    } catch {
      if (dirname(folder) === folder) return undefined
    }
  }
}
