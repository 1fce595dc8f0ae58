import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Measured } from '../harness/measure.ts'
import { runCalls } from './calls.ts'
import { writeFiles } from './slipway-project.ts'

const config = `export default {
  mongodb: { url: process.env.DATABASE_URL, options: {} },
  migrationsDir: 'migrations',
  changelogCollectionName: 'changelog',
  lockCollectionName: 'changelog_lock',
  lockTtl: 0,
  migrationFileExtension: '.js',
  useFileHash: false,
  moduleSystem: 'esm',
}
`

/** Writes a project as `migrate-mongo init` would. */
export async function writeMigrateMongo(folder: string, migrations: Readonly<Record<string, string>>): Promise<void> {
  await writeFiles(folder, { 'package.json': '{ "type": "module" }\n', 'migrate-mongo-config.js': config })
  await writeFiles(join(folder, 'migrations'), migrations)
}

const command = fileURLToPath(new URL('../../node_modules/migrate-mongo/bin/migrate-mongo.js', import.meta.url))

/** Runs migrate-mongo's command line. */
export function runMigrateMongo(folder: string, parameters: readonly string[], url: string): Promise<Measured> {
  const env = { DATABASE_URL: url }
  return runCalls([{ program: process.execPath, parameters: [command, ...parameters], env }], folder)
}
