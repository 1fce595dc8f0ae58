import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import { apply, openWorkspace } from '@slipway/core'
import { mysql } from '@slipway/driver-mysql'
import { freshDatabase, sharedMysql, type FreshDatabase } from '@slipway/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mostOf } from '../../src/budgets.ts'
import { queryMysql } from '../../src/servers/mysql.ts'

let folder: string
let database: FreshDatabase

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-budget-'))
  database = await freshDatabase(await sharedMysql('8.0'))
})
afterEach(async () => {
  await database.drop()
  await rm(folder, { recursive: true })
})

/** What the session that ran marked statements sent, from each of these to the next. */
async function statementsBetween(marked: RegExp): Promise<readonly (readonly string[])[]> {
  const rows = await queryMysql(
    database.url,
    `SELECT THREAD_ID AS thread, SQL_TEXT AS text FROM performance_schema.events_statements_history_long
      WHERE CURRENT_SCHEMA = DATABASE() ORDER BY THREAD_ID, EVENT_ID`,
  )
  const worker = rows.find(({ text }) => marked.test(String(text)))?.['thread']
  const sent = rows.filter(({ thread }) => thread === worker).map(({ text }) => String(text))
  const marks = sent.flatMap((text, at) => (marked.test(text) ? [at] : []))
  // By the third one, all that is prepared once is prepared.
  return marks.slice(2, -1).map((at, index) => sent.slice(at, marks[index + 3]))
}

/** What each of some migrations of one statement sends. */
async function sentByEach(up: (id: string) => string, prepare: string): Promise<readonly (readonly string[])[]> {
  for (const text of [
    prepare,
    "UPDATE performance_schema.setup_consumers SET ENABLED = 'YES' WHERE NAME = 'events_statements_history_long'",
  ])
    await queryMysql(database.url, text)
  for (const id of ['01', '02', '03', '04', '05', '06']) {
    await writeFile(join(folder, `V${id}__t.sql`), `${up(id)};\n`)
    await writeFile(join(folder, `U${id}__t.sql`), 'DO 0;\n')
  }
  const config = { driver: mysql({ url: database.url }), adapter: sql({ locations: [folder] }) }
  const { workspace, close } = await openWorkspace(config, { environment: environment(folder) })
  await apply(workspace)
  await close()
  return statementsBetween(/slipway:V0\d/)
}

/** How many statements wrote the entries about the statements in between: those of one have the same time. */
async function journalWrites(): Promise<number> {
  const [row] = await queryMysql(
    database.url,
    `SELECT COUNT(DISTINCT at) AS writes FROM slipway.journal
      WHERE db = DATABASE() AND type IN ('intent', 'landed') AND migration BETWEEN 'V02' AND 'V05'`,
  )
  return Number(row?.['writes'])
}

const migrations = 4

test.each([
  ['mysql.create.roundTrips', (id: string) => `CREATE TABLE t_${id} (id INT PRIMARY KEY)`, 1],
  ['mysql.alter.roundTrips', (id: string) => `ALTER TABLE seen ADD COLUMN c_${id} INT`, 1],
  ['mysql.rows.roundTrips', (id: string) => `INSERT INTO seen (id) VALUES (${Number(id)})`, 0],
] as const)('%s', async (budget, up, last) => {
  const each = await sentByEach(up, 'CREATE TABLE seen (id INT PRIMARY KEY)')
  expect(each).toHaveLength(3)
  for (const sent of each) expect(sent.length, sent.join('\n')).toBeLessThanOrEqual(mostOf(budget))
  // The last outcome of a row of DDL comes with the intent of the migration after it.
  expect(await journalWrites()).toBeLessThanOrEqual(migrations * mostOf('mysql.journalCommits') + last)
})
