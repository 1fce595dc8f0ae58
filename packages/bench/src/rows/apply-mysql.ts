import { join } from 'node:path'
import type { Absent, Contender, Row, Setting } from '../harness/row.ts'
import { runCalls } from '../rivals/calls.ts'
import { expectSame } from '../rivals/expect-same.ts'
import { runLoop } from '../rivals/loop.ts'
import { mysqlTools } from '../rivals/mysql/mysql-tools.ts'
import { onSampleDatabase, type OnSampleDatabase } from '../rivals/on-sample-database.ts'
import { sampleDatabase } from '../rivals/sample-database.ts'
import { runSlipway, writeFiles, writeProject } from '../rivals/slipway-project.ts'
import { versionOf } from '../rivals/version-of.ts'
import { mysqlServer, queryMysql } from '../servers/mysql.ts'
import { mysqlTables } from '../work/mysql-tables.ts'
import { versionedFiles } from '../work/versioned-files.ts'

/**
 * Looks for the table, the index and the comment of every migration.
 *
 * @throws Error when one is missing.
 */
export async function checkMysqlTables(url: string, count: number): Promise<void> {
  const [found] = await queryMysql(
    url,
    `SELECT
      (SELECT count(*) FROM information_schema.tables WHERE table_schema = database() AND table_name LIKE 't\\_%') AS tables,
      (SELECT count(DISTINCT index_name) FROM information_schema.statistics WHERE table_schema = database() AND index_name LIKE 't\\_%\\_name') AS indexes,
      (SELECT count(*) FROM information_schema.tables WHERE table_schema = database() AND table_comment LIKE 'table %') AS comments`,
  )
  expectSame('tables, indexes, comments', Object.values(found ?? {}).map(Number), [count, count, count])
}

async function contenders(size: number, setting: Setting): Promise<readonly (Contender | Absent)[]> {
  const server = await mysqlServer(setting)
  const migrations = mysqlTables(size)
  const files = versionedFiles(migrations)
  const at = (name: string): string => join(setting.folder, name)
  // The journal of Slipway stands in a database of its own; each sample begins without it.
  const clean = async (): Promise<void> => void (await queryMysql(server.url, 'DROP DATABASE IF EXISTS slipway'))
  const common = (): Pick<OnSampleDatabase, 'databases' | 'check'> => ({
    databases: sampleDatabase(server, clean),
    check: (url) => checkMysqlTables(url, size),
  })
  return [
    onSampleDatabase({
      ...common(),
      name: 'slipway',
      version: await versionOf('@slipway/cli'),
      kind: 'slipway',
      write: () => writeProject(at('slipway'), 'mysql', files),
      run: (url) => runSlipway(at('slipway'), ['apply'], url),
    }),
    onSampleDatabase({
      ...common(),
      name: 'mysql2 loop',
      version: await versionOf('mysql2'),
      kind: 'floor',
      write: () => writeFiles(at('loop'), files),
      run: (url) => runLoop('mysql-loop', [at('loop')], url),
    }),
    ...(await mysqlTools(setting)).map((tool): Contender | Absent =>
      'files' in tool
        ? onSampleDatabase({
            ...common(),
            name: tool.name,
            version: tool.version,
            kind: tool.kind,
            write: () => writeFiles(at(tool.name), tool.files(migrations)),
            run: (url) => runCalls(tool.up({ folder: at(tool.name), url, count: size }), at(tool.name)),
          })
        : tool,
    ),
  ]
}

/** Every statement commits by itself there: what a tool adds is what it writes down around each of them. */
export const applyMysql: Row = {
  name: 'apply-mysql',
  title: 'apply small migrations from empty, MySQL 8.0',
  sizes: { short: [200], full: [200, 1000] },
  unit: 'migrations',
  reach: { words: 'at most 1.3 × the floor', beside: 'mysql2 loop', times: 1.3, at: [200, 1000] },
  contenders,
}
