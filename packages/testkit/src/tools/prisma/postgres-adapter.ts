import {
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils'
import { Client, DatabaseError, type ClientConfig, type QueryArrayResult } from 'pg'
import { columnKind } from './column-kind.ts'

function explained(thrown: unknown): unknown {
  if (!(thrown instanceof DatabaseError) || thrown.code === undefined) return thrown
  return new DriverAdapterError({
    kind: 'postgres',
    code: thrown.code,
    severity: thrown.severity ?? 'ERROR',
    message: thrown.message,
    detail: thrown.detail,
    column: thrown.column,
    hint: thrown.hint,
  })
}

function argument(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value
}

/**
 * One connection as Prisma's schema engine wants it. `dispose` ends the connection before `after` runs.
 *
 * @throws whatever connecting throws.
 */
export async function postgresAdapter(
  config: ClientConfig,
  schemaName: string,
  after: () => Promise<void> = async () => undefined,
): Promise<SqlDriverAdapter> {
  const client = new Client({ ...config, types: { getTypeParser: () => (value: string) => value } })
  client.on('error', () => undefined)
  await client.connect()
  const info = { provider: 'postgres', adapterName: 'slipway-testkit' } as const

  const send = ({ sql, args }: SqlQuery): Promise<QueryArrayResult> =>
    client
      .query({ text: sql, values: args.map(argument), rowMode: 'array' })
      .catch((thrown: unknown) => Promise.reject(explained(thrown)))

  async function queryRaw(query: SqlQuery): Promise<SqlResultSet> {
    const { fields, rows } = await send(query)
    const kinds = fields.map((field) => columnKind(field.dataTypeID))
    return {
      columnNames: fields.map((field) => field.name),
      columnTypes: kinds.map((kind) => kind.type),
      rows: rows.map((row) =>
        row.map((value: unknown, index) => (value === null ? null : kinds[index]?.value(String(value)))),
      ),
    }
  }

  const executeRaw = async (query: SqlQuery): Promise<number> => (await send(query)).rowCount ?? 0

  // One simple-protocol message, which the server runs as one transaction, as it does for the native engine.
  async function executeScript(script: string): Promise<void> {
    await client.query(script).catch((thrown: unknown) => Promise.reject(explained(thrown)))
  }

  return {
    ...info,
    queryRaw,
    executeRaw,
    executeScript,
    getConnectionInfo: () => ({ schemaName, maxBindValues: 32_766, supportsRelationJoins: false }),
    async startTransaction() {
      await executeScript('BEGIN')
      return {
        ...info,
        options: { usePhantomQuery: false },
        queryRaw,
        executeRaw,
        commit: () => executeScript('COMMIT'),
        rollback: () => executeScript('ROLLBACK'),
      }
    },
    async dispose() {
      await client.end()
      await after()
    },
  }
}
