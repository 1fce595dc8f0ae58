import { script } from '../../work/tables.ts'
import type { Call } from '../calls.ts'
import { installGoTool, type GoTool } from '../go-tool.ts'
import { unencrypted, type PostgresTool } from './postgres-tool.ts'

const others = ['clickhouse', 'libsql', 'mssql', 'sqlite3', 'vertica', 'ydb', 'starrocks', 'turso', 'spanner']

const tool: GoTool = {
  name: 'goose',
  module: 'github.com/pressly/goose/v3',
  version: 'v3.29.0',
  command: 'github.com/pressly/goose/v3/cmd/goose',
  tags: others.map((each) => `no_${each}`),
}

/** @throws EngineError where it cannot be built. */
export async function goose(say: (line: string) => void): Promise<PostgresTool> {
  const program = await installGoTool(tool, say)
  const call = (url: string, ...parameters: readonly string[]): readonly Call[] => [
    {
      program,
      parameters,
      env: { GOOSE_DRIVER: 'postgres', GOOSE_DBSTRING: unencrypted(url), GOOSE_MIGRATION_DIR: '.' },
    },
  ]
  return {
    name: 'goose',
    version: tool.version.slice(1),
    kind: 'tool',
    files: (migrations) =>
      Object.fromEntries(
        migrations.map(({ number, up, down }) => {
          const text = `-- +goose Up\n${script(up)}\n-- +goose Down\n${script(down)}`
          return [`${number}_step.sql`, text]
        }),
      ),
    up: ({ url }) => call(url, 'up'),
    down: ({ url }) => call(url, 'down-to', '0'),
    status: ({ url }) => call(url, 'status'),
    start: { program, parameters: ['--version'] },
  }
}
