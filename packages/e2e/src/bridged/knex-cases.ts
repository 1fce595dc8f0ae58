import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { startNode } from '../child.ts'
import { commit, prepare, timeouts } from '../kill/fixture.ts'
import type { KillCase } from '../kill/kill-case.ts'
import type { Stage } from '../kill/stage.ts'
import { killBeforeAnswer, struck, type Family } from './struck.ts'

/** A migration of knex that sends these statements. */
const migration = (...statements: readonly string[]): string => `exports.up = async (knex) => {
${statements.map((text) => `  await knex.raw(${JSON.stringify(text)})\n`).join('')}}
exports.down = async () => { return }
`

const migrations: KillCase['migrations'] = {
  '../knexfile.cjs': `module.exports = {
  client: 'pg',
  connection: process.env.DATABASE_URL,
  migrations: { directory: './migrations' },
}
`,
  'package.json': '{ "type": "commonjs" }\n',
  '1_count.js': migration(
    'UPDATE /* mark:v1-update */ t SET n = n + 1',
    "INSERT /* mark:v1-insert */ INTO log VALUES ('v1')",
  ),
  '2_index.js': migration('CREATE INDEX /* mark:v2-index */ t_n ON t (n)'),
  '3_again.js': migration(
    'UPDATE /* mark:v3-update */ t SET n = n * 3',
    "INSERT /* mark:v3-insert */ INTO log VALUES ('v3')",
  ),
}

const lock = /UPDATE [^]*knex_migrations_lock[^]*SET is_locked = \$1/
const row = /INSERT INTO [^]*"?knex_migrations"? \(name/

const family: Family = {
  prepare,
  migrations,
  timeouts,
  moments: {
    'lock-of-knex': { match: lock },
    'lock-of-knex-commit': { after: lock, match: commit },
    'row-of-knex': { match: row },
    'row-of-knex-commit': { after: row, match: commit },
  },
}

/** Knex's lock and table at every point at which they are written. */
export const knexCases: readonly KillCase[] = struck(family)

/** Knex itself is started after the kill: our lock keeps it out until Slipway has recovered. */
export const knexWaits: KillCase = {
  server: 'shared',
  command: ['apply'],
  marks: {},
  id: 'knex-after-a-lost-row',
  title: 'the client is killed while it holds the lock of knex; knex refuses, and Slipway goes on',
  prepare,
  migrations,
  timeouts,
  async strike(scene) {
    await killBeforeAnswer(scene, { after: row, match: commit })
    const cli = join(dirname(createRequire(import.meta.url).resolve('knex/package.json')), 'bin/cli.js')
    const options = { cwd: scene.dir, env: { DATABASE_URL: scene.url } }
    const { code, stderr } = await startNode([cli, 'migrate:latest', '--knexfile', 'knexfile.cjs'], options).ended
    if (code === 0 || !/already locked/.test(stderr)) throw new Error(`knex exited ${code}:\n${stderr}`)
  },
  recover: [['apply']],
}

/** A stage whose projects are knex's; when a row of its table was written, and how often that was tried, is never the same twice. */
export function knexStage(stage: Stage): Stage {
  return {
    ...stage,
    url: `${stage.url}#knex`,
    config: {
      imports: ["import { knex } from '@slipway/adapter-knex'"],
      adapter: "await knex({ knexfile: './knexfile.cjs' })",
    },
    async snapshot(url) {
      const lines = await stage.snapshot(url)
      return lines
        .map((line) => line.replace(/(row knex_migrations \{)"id":\d+/, '$1…').replace(/"migration_time":"[^"]*"/, '…'))
        .toSorted()
    },
  }
}
