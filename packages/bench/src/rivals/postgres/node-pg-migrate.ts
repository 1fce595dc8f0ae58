import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { script } from '../../work/tables.ts'
import type { Call } from '../calls.ts'
import { versionOf } from '../version-of.ts'
import type { PostgresTool } from './postgres-tool.ts'

/** @throws Error where its npm package is not installed. */
export async function nodePgMigrate(): Promise<PostgresTool> {
  const version = await versionOf('node-pg-migrate')
  const command = join(dirname(findPackageJSON('node-pg-migrate', import.meta.url) ?? ''), 'bin/node-pg-migrate.js')
  const call = (url: string, ...parameters: readonly string[]): readonly Call[] => [
    {
      program: process.execPath,
      parameters: [command, ...parameters, '--migrations-dir', 'migrations'],
      env: { DATABASE_URL: url },
    },
  ]
  return {
    name: 'node-pg-migrate',
    version,
    kind: 'tool',
    files(migrations) {
      const texts = migrations.map(({ number, up, down }) => {
        const text = `-- Up Migration\n${script(up)}\n-- Down Migration\n${script(down)}`
        return [`migrations/17000000${number}_step.sql`, text]
      })
      return { 'package.json': '{ "type": "module" }\n', ...Object.fromEntries(texts) }
    },
    up: ({ url }) => call(url, 'up'),
    down: ({ url, count }) => call(url, 'down', String(count)),
    // It has no command that tells; a dry run does.
    status: ({ url }) => call(url, 'up', '--dry-run'),
    start: { program: process.execPath, parameters: [command, '--version'] },
  }
}
