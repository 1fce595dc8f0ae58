import type { Dialect } from '@slipway/core/plugin'
import { addressOf } from './address.ts'
import { clientConfig } from './client-config.ts'
import type { MysqlDialectOptions } from './dialect/mysql-dialect.ts'
import { openWire } from './mysql-wire.ts'
import type { MysqlOptions } from './options.ts'
import { versionOf } from './session/facts.ts'

/** Milliseconds after which files are read without the server. */
const patience = 5_000

async function ask(options: MysqlOptions): Promise<MysqlDialectOptions> {
  const { config, redact } = await clientConfig(options, 'slipway')
  const wire = await openWire({ config: { ...config, connectTimeout: patience }, redact }, addressOf(options))
  try {
    const { rows } = await wire.query('SELECT VERSION() AS version, @@GLOBAL.sql_mode AS mode, DATABASE() AS db')
    const { flavor, number } = versionOf(String(rows[0]?.['version']))
    return { flavor, version: number, sqlMode: String(rows[0]?.['mode']), database: String(rows[0]?.['db']) }
  } finally {
    await wire.end()
  }
}

/**
 * The dialect of the server: versioned comments and the `sql_mode` decide what a file says, so the server is asked, unless
 * its flavor is stated. Where it does not answer, files are read as MySQL; whatever needs the server fails by itself then.
 */
export async function dialectFor(options: MysqlOptions): Promise<Dialect> {
  const { mysqlDialect } = await import('./dialect/mysql-dialect.ts')
  const stated = options.sqlMode === undefined ? {} : { sqlMode: options.sqlMode }
  if (options.flavor !== undefined) return mysqlDialect({ flavor: options.flavor, ...stated })
  const found = await ask(options).catch((): MysqlDialectOptions => ({ flavor: 'mysql' }))
  return mysqlDialect({ ...found, ...stated })
}
