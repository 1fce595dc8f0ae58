import { join } from 'node:path'
import type { Contender, Row, Setting } from '../harness/row.ts'
import { runCalls } from '../rivals/calls.ts'
import { runLoop } from '../rivals/loop.ts'
import { onSampleDatabase } from '../rivals/on-sample-database.ts'
import { checkTables } from '../rivals/postgres/check-tables.ts'
import { sampleDatabase } from '../rivals/sample-database.ts'
import { slipwayCommand, writeFiles, writeProject } from '../rivals/slipway-project.ts'
import { versionOf } from '../rivals/version-of.ts'
import { postgresServer } from '../servers/postgres.ts'
import { tableMigrations } from '../work/tables.ts'
import { versionedFiles } from '../work/versioned-files.ts'

async function contenders(size: number, setting: Setting): Promise<readonly Contender[]> {
  const server = await postgresServer(setting)
  const migrations = tableMigrations(size)
  const files = versionedFiles(migrations)
  const check = (url: string): Promise<void> => checkTables(url, migrations)
  const [project, loop] = [join(setting.folder, 'slipway'), join(setting.folder, 'loop')]
  return [
    onSampleDatabase({
      name: 'slipway plan, apply',
      version: await versionOf('@slipway/cli'),
      kind: 'slipway',
      databases: sampleDatabase(server),
      write: () => writeProject(project, 'postgres', files),
      run(url) {
        const call = (...parameters: readonly string[]) => ({
          program: process.execPath,
          parameters: [slipwayCommand, ...parameters],
          env: { DATABASE_URL: url },
        })
        return runCalls([call('plan', '--out', 'plan.json'), call('apply', 'plan.json')], project)
      },
      check,
    }),
    onSampleDatabase({
      name: 'pg loop',
      version: await versionOf('pg'),
      kind: 'floor',
      databases: sampleDatabase(server),
      write: () => writeFiles(loop, files),
      run: (url) => runLoop('postgres-loop', [loop], url),
      check,
    }),
  ]
}

/** Node, the driver and the files are in both; the rest is ours. */
export const memory: Row = {
  name: 'memory',
  title: 'peak memory of planning and applying, PostgreSQL 15',
  sizes: { short: [1000], full: [2500, 5000, 10_000] },
  rounds: { short: 1, full: 1 },
  unit: 'migrations',
  reach: {
    words: 'under 200 MB above the bare driver',
    beside: 'pg loop',
    measure: 'memory',
    plus: 200,
    at: [10_000],
  },
  contenders,
}
