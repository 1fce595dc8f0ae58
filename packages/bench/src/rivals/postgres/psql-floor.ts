import { postgresClient } from '@slipway/testkit'
import { postgresEnvironment } from '../../servers/postgres-environment.ts'
import { script, type SqlMigration } from '../../work/tables.ts'
import type { Call } from '../calls.ts'
import { clientVersion } from '../client-version.ts'
import type { PostgresTool } from './postgres-tool.ts'

const upFile = (number: string): string => `${number}_up.sql`
const downFile = (number: string): string => `${number}_down.sql`

function session(migrations: readonly SqlMigration[], step: (migration: SqlMigration) => readonly string[]): string {
  return migrations.map((each) => ['BEGIN;', ...step(each), 'COMMIT;', ''].join('\n')).join('')
}

/**
 * The floor: one session of psql, each file in a transaction of its own that also writes one row of history. No lock, no
 * checksum, no journal: not a tool, but what no tool can do with less.
 *
 * @throws EngineError where there is no psql.
 */
export async function psqlFloor(): Promise<PostgresTool> {
  const psql = await postgresClient('psql')
  const call = (url: string, ...parameters: readonly string[]): readonly Call[] => [
    {
      program: psql.path,
      parameters: ['--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1', ...parameters],
      env: { ...psql.env, ...postgresEnvironment(url) },
    },
  ]
  return {
    name: 'psql',
    version: await clientVersion(psql.path, psql.env),
    kind: 'floor',
    files(migrations) {
      const texts = migrations.flatMap(({ number, up, down }) => [
        [upFile(number), script(up)],
        [downFile(number), script(down)],
      ])
      const ups = session(migrations, ({ number }) => [
        `\\i ${upFile(number)}`,
        `INSERT INTO history (id) VALUES ('${number}');`,
      ])
      const downs = session(migrations.toReversed(), ({ number }) => [
        `\\i ${downFile(number)}`,
        `DELETE FROM history WHERE id = '${number}';`,
      ])
      const table = 'CREATE TABLE history (id text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());\n'
      // What is pending, nobody but the file knows: run again, it asks only what is there.
      const read = 'SELECT id FROM history ORDER BY id;\n'
      const again = `SELECT to_regclass('history') IS NOT NULL AS applied \\gset\n\\if :applied\n${read}\\else\n${table}${ups}\\endif\n`
      return { ...Object.fromEntries(texts), 'up.sql': again, 'down.sql': downs, 'status.sql': read }
    },
    up: ({ url }) => call(url, '--file', 'up.sql'),
    down: ({ url }) => call(url, '--file', 'down.sql'),
    status: ({ url }) => call(url, '--file', 'status.sql'),
    start: { program: psql.path, parameters: ['--version'], env: psql.env },
  }
}
