import { postgresEnvironment } from '../../servers/postgres-environment.ts'
import { script } from '../../work/tables.ts'
import type { Call } from '../calls.ts'
import { installGoTool, type GoTool } from '../go-tool.ts'
import { unencrypted, type PostgresTool } from './postgres-tool.ts'

const tool: GoTool = {
  name: 'migrate',
  module: 'github.com/golang-migrate/migrate/v4',
  version: 'v4.20.1',
  command: 'github.com/golang-migrate/migrate/v4/cmd/migrate',
  tags: ['postgres'],
}

/** @throws EngineError where it cannot be built. */
export async function golangMigrate(say: (line: string) => void): Promise<PostgresTool> {
  const program = await installGoTool(tool, say)
  function call(url: string, ...verb: readonly string[]): readonly Call[] {
    // It takes its URL as an argument only, but its password from the environment too.
    const { PGPASSWORD = '' } = postgresEnvironment(url)
    const bare = new URL(unencrypted(url))
    bare.password = ''
    return [{ program, parameters: ['-path', '.', '-database', bare.href, ...verb], env: { PGPASSWORD } }]
  }
  return {
    name: 'golang-migrate',
    version: tool.version.slice(1),
    kind: 'tool',
    files: (migrations) =>
      Object.fromEntries(
        migrations.flatMap(({ number, up, down }) => [
          [`${number}_step.up.sql`, script(up)],
          [`${number}_step.down.sql`, script(down)],
        ]),
      ),
    up: ({ url }) => call(url, 'up'),
    down: ({ url }) => call(url, 'down', '-all'),
    // It knows one number only.
    status: ({ url }) => call(url, 'version'),
    start: { program, parameters: ['-version'] },
  }
}
