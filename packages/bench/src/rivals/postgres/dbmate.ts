import { resolveBinary } from 'dbmate'
import { script } from '../../work/tables.ts'
import type { Call } from '../calls.ts'
import { versionOf } from '../version-of.ts'
import { unencrypted, type PostgresTool } from './postgres-tool.ts'

/** @throws Error where its npm package has no program for this machine. */
export async function dbmate(): Promise<PostgresTool> {
  const program = resolveBinary()
  const call = (url: string, verb: string): Call => ({
    program,
    parameters: ['--migrations-dir', '.', '--no-dump-schema', verb],
    env: { DATABASE_URL: unencrypted(url) },
  })
  return {
    name: 'dbmate',
    version: await versionOf('dbmate'),
    kind: 'tool',
    files: (migrations) =>
      Object.fromEntries(
        migrations.map(({ number, up, down }) => {
          const text = `-- migrate:up\n${script(up)}\n-- migrate:down\n${script(down)}`
          return [`${number}_step.sql`, text]
        }),
      ),
    up: ({ url }) => [call(url, 'migrate')],
    // It undoes one at a time.
    down: ({ url, count }) => Array.from({ length: count }, () => call(url, 'rollback')),
    status: ({ url }) => [call(url, 'status')],
    start: { program, parameters: ['--version'] },
  }
}
