import { join } from 'node:path'
import { postgresClient } from '@slipway/testkit'
import { measureProcess } from '../harness/measure.ts'
import type { Contender, Row, Setting } from '../harness/row.ts'
import { clientVersion } from '../rivals/client-version.ts'
import { expectSame } from '../rivals/expect-same.ts'
import { runLoop } from '../rivals/loop.ts'
import { onSampleDatabase } from '../rivals/on-sample-database.ts'
import { sampleDatabase } from '../rivals/sample-database.ts'
import { writeFiles } from '../rivals/slipway-project.ts'
import { versionOf } from '../rivals/version-of.ts'
import { postgresEnvironment } from '../servers/postgres-environment.ts'
import { postgresServer, queryPostgres } from '../servers/postgres.ts'
import { longScript, rowsOf } from '../work/long-script.ts'

/**
 * Counts the rows that the script adds, one for each statement after the first.
 *
 * @throws Error when a statement was left out.
 */
export async function checkItems(url: string, statements: number): Promise<void> {
  const [found] = await queryPostgres(url, 'SELECT count(DISTINCT n)::int AS rows FROM items')
  expectSame('rows', found?.['rows'], rowsOf(statements))
}

async function contenders(size: number, setting: Setting): Promise<readonly Contender[]> {
  const server = await postgresServer(setting)
  const { path, env } = await postgresClient('psql')
  const file = join(setting.folder, 'work', 'script.sql')
  const write = (): Promise<void> => writeFiles(join(setting.folder, 'work'), { 'script.sql': longScript(size) })
  return [
    onSampleDatabase({
      name: 'slipway, cut and parsed',
      version: await versionOf('@slipway/cli'),
      kind: 'slipway',
      databases: sampleDatabase(server),
      write,
      run: () => runLoop('split', [file]),
      check: async (_, { stdout }) => expectSame('statements', Number(stdout), size),
    }),
    onSampleDatabase({
      // In one transaction: what it needs is its own work and the server's, not that of ten thousand commits.
      name: 'psql, cut and sent',
      version: await clientVersion(path, env),
      kind: 'floor',
      databases: sampleDatabase(server),
      write,
      run: (url) =>
        measureProcess(
          path,
          ['--no-psqlrc', '--quiet', '--single-transaction', '--set', 'ON_ERROR_STOP=1', '--file', file],
          {
            env: { ...env, ...postgresEnvironment(url) },
          },
        ),
      check: (url) => checkItems(url, size),
    }),
  ]
}

/** A dump of a seed is such a file. */
export const split: Row = {
  name: 'split',
  title: 'cut a script into statements and parse each, PostgreSQL',
  sizes: { short: [10_000], full: [2500, 5000, 10_000] },
  unit: 'statements',
  reach: { words: 'under 1 s', beside: undefined, plus: 1000, at: [10_000] },
  contenders,
}
