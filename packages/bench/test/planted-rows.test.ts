import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshDatabase, sharedMongodb, sharedMysql, sharedPostgres } from '@slipway/testkit'
import { expect, test } from 'vitest'
import { dumperOf } from '../src/rivals/dumpers.ts'
import { expectObjects } from '../src/rivals/many-tables.ts'
import { shellRehearsal } from '../src/rivals/shell-rehearsal.ts'
import { writeFiles } from '../src/rivals/slipway-project.ts'
import { checkCollections } from '../src/rows/apply-mongodb.ts'
import { checkMysqlTables } from '../src/rows/apply-mysql.ts'
import { checkProofs, checkProved } from '../src/rows/rehearse.ts'
import { checkItems } from '../src/rows/split.ts'
import { onMongodb } from '../src/servers/mongodb.ts'
import { catalog, type Engine } from '../src/work/catalog.ts'
import { collectionMigrations } from '../src/work/collections.ts'
import { fill } from '../src/work/fill.ts'
import { longScript } from '../src/work/long-script.ts'
import { mysqlTables } from '../src/work/mysql-tables.ts'
import { tableMigrations } from '../src/work/tables.ts'
import { versionedFiles } from '../src/work/versioned-files.ts'

test('a statement that was skipped on MySQL is noticed', async () => {
  await using database = await freshDatabase(await sharedMysql('8.0'))
  const statements = mysqlTables(2).flatMap(({ up }) => up)
  const last = statements.at(-1) ?? ''
  await fill(database.url, statements.slice(0, -1))
  await expect(checkMysqlTables(database.url, 2)).rejects.toThrow('wanted [2,2,2], found [2,2,1]')
  await fill(database.url, [last])
  await checkMysqlTables(database.url, 2)
})

test('a command that was skipped on MongoDB is noticed', async () => {
  await using database = await freshDatabase(await sharedMongodb({ version: '6.0', nodes: 1 }))
  const commands = collectionMigrations(2).flatMap(({ up }) => up)
  const run = (some: readonly object[]): Promise<void> =>
    onMongodb(database.url, async (db) => {
      for (const command of some) await db.command(command)
    })
  await run(commands.slice(0, -1))
  await expect(checkCollections(database.url, 2)).rejects.toThrow('wanted [2,2,2], found [2,2,1]')
  await run(commands.slice(-1))
  await checkCollections(database.url, 2)
})

test.each<Engine>(['postgres', 'mysql'])('a dump of %s says how many tables it saw', async (engine) => {
  await using database = await freshDatabase(await (engine === 'postgres' ? sharedPostgres(15) : sharedMysql('8.0')))
  await fill(
    database.url,
    catalog(engine, 4).map((statements) => statements.join('; ')),
  )
  const dumper = await dumperOf(engine)
  expect(dumper.saw(await dumper.run(database.url))).toBe(4)
})

test('an inspection that misses a column is noticed', () => {
  const columns = ['id', 'parent_id', 'name', 'amount', 'state', 'created_at']
  const ids = ['t_00001', 't_00002'].flatMap((table) => [
    `table:public.${table}`,
    ...columns.map((column) => `column:public.${table}.${column}`),
  ])
  const all = [...ids, 'constraint:public.t_00002.t_00002_parent']
  expectObjects(all, 2)
  expect(() => expectObjects(all.toSpliced(1, 1), 2)).toThrow('wanted [2,12,1], found [2,11,1]')
})

test('the shell loop proves what returns, and stops at what does not', async () => {
  await using database = await freshDatabase(await sharedPostgres(15))
  const folder = await mkdtemp(join(tmpdir(), 'slipway-shell-'))
  try {
    const files = versionedFiles(tableMigrations(1))
    const shell = await shellRehearsal()
    await writeFiles(folder, files)
    const proved = await shell.run(folder, database.url)
    checkProved(proved, 1)
    expect(() => checkProved(proved, 2)).toThrow('wanted 2, found 1')
    await writeFiles(folder, { ...files, 'U00001__step.sql': 'DROP INDEX t_00001_name;\n' })
    await expect(shell.run(folder, database.url)).rejects.toThrow('ALTER TABLE ONLY public.t_00001')
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a proof that is missing, or proves less, is noticed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-proofs-'))
  const proof = (size: number, proven = 'exact'): string =>
    JSON.stringify({ class: proven, migrations: Array.from({ length: size }, () => ({})) })
  try {
    await writeFiles(folder, { 'a.json': proof(1), 'b.json': proof(1), 'all.json': proof(2) })
    await checkProofs(folder, 2)
    await expect(checkProofs(folder, 3)).rejects.toThrow('wanted [1,1,1,3], found [1,1,2]')
    await writeFiles(folder, { 'a.json': proof(1), 'b.json': proof(1, 'none'), 'all.json': proof(2) })
    await expect(checkProofs(folder, 2)).rejects.toThrow('found [1,2]')
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a statement that was left out of a long script is noticed', async () => {
  await using database = await freshDatabase(await sharedPostgres(15))
  const lines = longScript(9).split('\n')
  const planted = lines.findIndex((line) => line.includes('VALUES (4,'))
  await fill(database.url, [lines.toSpliced(planted, 1).join('\n')])
  await expect(checkItems(database.url, 9)).rejects.toThrow('wanted 8, found 7')
  await fill(database.url, [lines[planted] ?? ''])
  await checkItems(database.url, 9)
})
