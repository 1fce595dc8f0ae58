import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { SlipwayError } from '@slipway/core'
import { clientRows, type ReadOptions } from './mysql-rows.ts'
import { mysqlStatement, type Format } from './mysql-values.ts'
import type { ClientQuery, Speech, SpeechContext } from './speech.ts'

/** Speaks as `mysql2` does, and as `mysql` where it does the same. `folder` is where the project's knex sees its client. */
export function speakMysql(driver: unknown, connection: unknown, folder: string): Speech {
  const { format } = driver as { readonly format: Format }
  const options = (typeof connection === 'object' && connection !== null ? connection : {}) as ReadOptions & {
    readonly multipleStatements?: boolean
  }
  const names = errorNames(folder)

  async function one({ session, options: limits }: SpeechContext, query: ClientQuery): Promise<readonly unknown[]> {
    const statement = mysqlStatement(query.sql, query.values, format, options.timezone ?? 'local')
    const { native, rows } = await session.execute(statement, limits)
    const [answered, columns] = Array.isArray(native) ? (native as readonly unknown[]) : [rows, undefined]
    return [clientRows(answered, columns, options, query.asArrays), columns]
  }

  async function several(context: SpeechContext, query: ClientQuery): Promise<readonly unknown[]> {
    const parts = context.dialect.split(query.sql, 'knex.raw')
    if (parts.length < 2) return one(context, query)
    if (query.values.length > 0) {
      throw new SlipwayError(
        'SW-UNSUPPORTED',
        'Several statements in one raw query share its bindings. The query was not sent.',
        { hint: 'Give each statement a raw query of its own' },
      )
    }
    const answers: (readonly unknown[])[] = []
    for (const { text } of parts) answers.push(await one(context, { ...query, sql: text }))
    return [answers.map(([rows]) => rows), answers.map(([, columns]) => columns)]
  }

  return {
    send: (context, query) =>
      options.multipleStatements === true && query.sql.includes(';') ? several(context, query) : one(context, query),
    error: (message, { sqlstate, errno }) =>
      Object.assign(new Error(message), {
        ...(sqlstate !== undefined && { sqlState: sqlstate }),
        ...(errno !== undefined && { errno, code: names[Number(errno)] ?? `errno ${String(errno)}` }),
        sqlMessage: message,
      }),
  }
}

/** The client's names of the server's errors (`ER_DUP_ENTRY`), which migrations look at. */
function errorNames(folder: string): Readonly<Record<number, string>> {
  try {
    const require = createRequire(`${folder}/package.json`)
    // Its own entry point leads to it: the file itself is not among those that the package shows.
    return require(join(dirname(require.resolve('mysql2')), 'lib/constants/errors.js')) as Readonly<
      Record<number, string>
    >
  } catch {
    return {}
  }
}
