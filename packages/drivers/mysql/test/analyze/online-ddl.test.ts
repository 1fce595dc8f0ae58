import type { Schema } from '@slipway/core/plugin'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mysqlDialect } from '../../src/dialect/mysql-dialect.ts'
import { inspect } from '../../src/inspect/index.ts'
import { flavors, freshConnection, type FreshConnection } from '../fresh-connection.ts'
import { statementsOf, tables } from './online-ddl-cases.ts'

/** Best first. INSTANT takes no LOCK. */
const ladder: Readonly<Record<string, readonly string[]>> = {
  mysql: ['INSTANT', 'INPLACE, LOCK=NONE', 'INPLACE, LOCK=SHARED', 'COPY, LOCK=SHARED'],
  mariadb: [
    'INSTANT',
    'NOCOPY, LOCK=NONE',
    'NOCOPY, LOCK=SHARED',
    'INPLACE, LOCK=NONE',
    'INPLACE, LOCK=SHARED',
    'COPY, LOCK=SHARED',
  ],
}

const refusals: ReadonlySet<string> = new Set([
  'ER_ALTER_OPERATION_NOT_SUPPORTED',
  'ER_ALTER_OPERATION_NOT_SUPPORTED_REASON',
])

/** The statement with a wish, as CREATE INDEX and ALTER TABLE each write it. */
function wishing(text: string, wish: string): string {
  const words = `ALGORITHM=${wish}`
  return text.startsWith('ALTER') ? `${text}, ${words}` : `${text} ${words.replace(',', '')}`
}

describe.each(flavors)('%s', (flavor) => {
  let fresh: FreshConnection
  let schema: Schema
  let dirty: ReadonlySet<string> = new Set(tables.map(([name]) => name))

  const refill = async (): Promise<void> => {
    if (dirty.size === 0) return
    const wanted = tables.filter(([name]) => dirty.has(name))
    const names = [...wanted.map(([name]) => name), 't2', 'm2'].toReversed()
    await fresh.run('SET foreign_key_checks = 0', `DROP TABLE IF EXISTS ${names.join(', ')}`)
    await fresh.run(...wanted.flatMap(([, create, row]) => [create, row]), 'SET foreign_key_checks = 1')
    dirty = new Set()
  }

  /** True when the server carries the statement out so. */
  const takes = async (text: string, wish: string): Promise<boolean> => {
    await refill()
    try {
      await fresh.query(wishing(text, wish))
      const touched = tables.filter(([name]) => new RegExp(`\\b(TABLE|ON) ${name}\\b`).test(text)).map(([name]) => name)
      dirty = new Set(touched.includes('parents') ? ['parents', 't'] : touched)
      return true
    } catch (error) {
      const { code = '', message } = error as Error & { readonly code?: string }
      if (!refusals.has(code)) throw new Error(`${message}: ${wishing(text, wish)}`, { cause: error })
      return false
    }
  }

  /** The numbers by which InnoDB keeps its tables. */
  const kept = async (): Promise<ReadonlyMap<string, number>> => {
    if (flavor !== 'mysql') return new Map()
    const names = tables.map(([name]) => `'${fresh.database}/${name}'`).join(', ')
    const rows = await fresh.query(
      `SELECT NAME AS name, TABLE_ID AS id FROM information_schema.INNODB_TABLES WHERE NAME IN (${names}, '${fresh.database}/t2')`,
    )
    return new Map(rows.map((row) => [String(row['name']), Number(row['id'])]))
  }

  beforeAll(async () => {
    fresh = await freshConnection(flavor)
    await refill()
    schema = await inspect(fresh.query, fresh.server)
  })
  afterAll(() => fresh.close())

  test.each(statementsOf(flavor))('is carried out as foretold: %s', async (text) => {
    const settings = { default_storage_engine: 'InnoDB' }
    const dialect = mysqlDialect({ flavor, database: fresh.database })
    const { locks, rewrite } = dialect.analyze(
      { text },
      { server: { ...fresh.server, settings }, schema, preceding: [] },
    )
    const foretold = /ALGORITHM=(.*)$/.exec(locks[0]?.mode ?? '')?.[1] ?? ''
    const wishes = ladder[flavor] ?? []
    const at = wishes.indexOf(foretold)
    expect(at, foretold).toBeGreaterThanOrEqual(0)
    const better = wishes[at - 1]
    if (better !== undefined) expect(await takes(text, better), better).toBe(false)
    await refill()
    const before = await kept()
    expect(await takes(text, foretold), foretold).toBe(true)
    // A table that is written anew gets another number; MySQL alone shows it for every way there is.
    const after = await kept()
    const anew = [...before.values()].some((number) => !new Set(after.values()).has(number))
    if (flavor === 'mysql' && !/TABLE m\b/.test(text)) expect(anew, 'written anew').toBe(rewrite)
  })
})
