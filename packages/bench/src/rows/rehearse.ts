import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
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
 * Looks for an exact proof of each migration, and for one of all together where there are several.
 *
 * @throws Error when one is missing.
 */
export async function checkProofs(folder: string, count: number): Promise<void> {
  const names = await readdir(folder)
  const proofs = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Proof),
  )
  const exact = proofs.filter((proof) => proof.class === 'exact').map(({ migrations }) => migrations.length)
  const wanted = [...Array.from({ length: count }, () => 1), ...(count > 1 ? [count] : [])]
  expectSame(
    'migrations of each proof',
    exact.toSorted((one, other) => one - other),
    wanted,
  )
}

interface Proof {
  readonly class: string
  readonly migrations: readonly unknown[]
}

/**
 * Reads what the shell loop said.
 *
 * @throws Error when it did not prove them all.
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
      check: () => checkProofs(at('slipway/.slipway/proofs'), size),
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
