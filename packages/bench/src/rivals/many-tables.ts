import { freshDatabase, type FreshDatabase } from '@slipway/testkit'
import type { Setting } from '../harness/row.ts'
import { mysqlServer, queryMysql } from '../servers/mysql.ts'
import { postgresServer } from '../servers/postgres.ts'
import { catalog, type Engine } from '../work/catalog.ts'
import { fill } from '../work/fill.ts'
import { expectSame } from './expect-same.ts'
import { runLoop } from './loop.ts'
import { runSlipway, writeProject } from './slipway-project.ts'

/** A database with many tables, which is made once and read by all. */
export interface ManyTables {
  /** Makes it when it is not there yet. */
  url(): Promise<string>
  /** How many objects Slipway sees in it. */
  objects(): Promise<number>
  drop(): Promise<void>
}

// So that there is a history, and a schema that drift compares with.
const first: Readonly<Record<Engine, string>> = {
  postgres: `COMMENT ON TABLE t_00001 IS 'table 1';\n`,
  mysql: `ALTER TABLE t_00001 COMMENT 'table 1';\n`,
}

/**
 * Counts the tables, columns and foreign keys among what Slipway saw.
 *
 * @throws Error when not all are there.
 */
export function expectObjects(ids: readonly string[], tables: number): void {
  const count = (kind: RegExp): number => ids.filter((id) => kind.test(id)).length
  const found = [
    count(/^table:(?:public\.)?t_\d+$/),
    count(/^column:(?:public\.)?t_\d+\.\w+$/),
    count(/:(?:public\.)?t_\d+\.t_\d+_parent$/),
  ]
  expectSame('tables, columns, foreign keys', found, [tables, tables * 6, tables - 1])
}

/** The database for one size. */
export function manyTables(engine: Engine, tables: number, setting: Setting, project: string): ManyTables {
  let made: Promise<FreshDatabase & { readonly objects: number }> | undefined
  // The history stands in a database of its own there.
  const clean = async (url: string): Promise<void> => {
    if (engine === 'mysql') await queryMysql(url, 'DROP DATABASE IF EXISTS slipway')
  }
  async function make(): Promise<FreshDatabase & { readonly objects: number }> {
    const server = await (engine === 'postgres' ? postgresServer(setting) : mysqlServer(setting))
    await clean(server.url)
    const database = await freshDatabase(server)
    setting.say(`making ${tables} tables`)
    await fill(
      database.url,
      catalog(engine, tables).map((statements) => statements.join('; ')),
    )
    await writeProject(project, engine, { 'V1__first.sql': first[engine], 'U1__first.sql': first[engine] })
    await runSlipway(project, ['apply'], database.url)
    const { stdout } = await runLoop('inspect', [], database.url)
    const ids = JSON.parse(stdout) as readonly string[]
    expectObjects(ids, tables)
    return { ...database, objects: ids.length }
  }
  const database = (): ReturnType<typeof make> => (made ??= make())
  return {
    url: async () => (await database()).url,
    objects: async () => (await database()).objects,
    async drop() {
      const there = await made?.catch(() => undefined)
      made = undefined
      if (there === undefined) return
      await clean(there.url)
      await there.drop()
    },
  }
}
