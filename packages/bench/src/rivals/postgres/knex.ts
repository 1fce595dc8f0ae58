import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import type { Call } from '../calls.ts'
import { versionOf } from '../version-of.ts'
import type { PostgresTool } from './postgres-tool.ts'

const knexfile = `module.exports = {
  client: 'pg',
  connection: process.env.DATABASE_URL,
  migrations: { directory: './migrations' },
}
`

const body = (statements: readonly string[]): string =>
  statements.map((statement) => `  await knex.raw(${JSON.stringify(statement)})\n`).join('')

/** @throws Error where its npm package is not installed. */
export async function knex(): Promise<PostgresTool> {
  const version = await versionOf('knex')
  const command = join(dirname(findPackageJSON('knex', import.meta.url) ?? ''), 'bin/cli.js')
  const call = (url: string, ...parameters: readonly string[]): readonly Call[] => [
    { program: process.execPath, parameters: [command, ...parameters], env: { DATABASE_URL: url } },
  ]
  return {
    name: 'knex',
    version,
    kind: 'tool',
    files(migrations) {
      const texts = migrations.map(({ number, up, down }) => {
        const text = `exports.up = async (knex) => {\n${body(up)}}\n\nexports.down = async (knex) => {\n${body(down)}}\n`
        return [`migrations/${number}_step.js`, text]
      })
      const project = { 'package.json': '{ "type": "commonjs" }\n', 'knexfile.js': knexfile }
      return { ...project, ...Object.fromEntries(texts) }
    },
    up: ({ url }) => call(url, 'migrate:latest'),
    down: ({ url }) => call(url, 'migrate:rollback', '--all'),
    status: ({ url }) => call(url, 'migrate:list'),
    start: { program: process.execPath, parameters: [command, '--version'] },
  }
}
