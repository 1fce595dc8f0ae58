import { join } from 'node:path'
import { readdir } from 'node:fs/promises'
import type { Measured } from '../harness/measure.ts'
import type { Contender, Row, Setting } from '../harness/row.ts'
import { expectSame } from '../rivals/expect-same.ts'
import { onSampleDatabase } from '../rivals/on-sample-database.ts'
import { sampleDatabase } from '../rivals/sample-database.ts'
import { shellRehearsal } from '../rivals/shell-rehearsal.ts'
import { runSlipway, writeFiles, writeProject } from '../rivals/slipway-project.ts'
import { versionOf } from '../rivals/version-of.ts'
import { postgresServer } from '../servers/postgres.ts'
import { tableMigrations } from '../work/tables.ts'
import { versionedFiles } from '../work/versioned-files.ts'

/**
 * Reads what `slipway rehearse --json` answered: every migration was proved, exactly.
 *
 * @throws Error when one was not.
 */
export function checkProved({ stdout }: Pick<Measured, 'stdout'>, count: number): void {
  expectSame('proved', stdout.match(/^proved V\d+/gm)?.length ?? 0, count)
}

async function contenders(size: number, setting: Setting): Promise<readonly Contender[]> {
  const server = await postgresServer(setting)
  const files = versionedFiles(tableMigrations(size))
  const shell = await shellRehearsal()
  const at = (name: string): string => join(setting.folder, name)
  return [
    onSampleDatabase({
      name: 'slipway rehearse',
      version: await versionOf('@slipway/cli'),
      kind: 'slipway',
      databases: sampleDatabase(server),
      write: () => writeProject(at('slipway'), 'postgres', files),
      run: (url) => runSlipway(at('slipway'), ['rehearse'], url),
      async check() {
        expectSame('proofs', (await readdir(join(at('slipway'), '.slipway/proofs'))).length, size)
      },
    }),
    onSampleDatabase({
      name: 'shell loop',
      version: shell.version,
      kind: 'floor',
      databases: sampleDatabase(server),
      write: () => writeFiles(at('shell'), files),
      run: (url) => shell.run(at('shell'), url),
      check: async (_, measured) => checkProved(measured, size),
    }),
  ]
}

/** Each migration up, down and up again on a scratch database, the schema compared each time; then all of them down. */
export const rehearse: Row = {
  name: 'rehearse',
  title: 'prove that migrations can be rolled back, PostgreSQL 15',
  sizes: { short: [25], full: [25, 50, 100] },
  unit: 'migrations',
  reach: { words: 'ten times faster than a shell loop', beside: 'shell loop', times: 0.1, at: [100] },
  contenders,
}
