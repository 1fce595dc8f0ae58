import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'

/** What the engine does with a database that it reads. Scripts and transactions of its own are refused. */
export type Connection = Pick<SqlDriverAdapter, 'queryRaw' | 'executeRaw'>

const refuse = async (): Promise<never> => {
  throw new Error("Prisma's schema engine wanted to change what it may only read")
}

/** A connection in the form that the engine knows. */
export function asAdapter({ queryRaw, executeRaw }: Connection, schemaName: string): SqlDriverAdapter {
  return {
    provider: 'postgres',
    adapterName: 'slipway',
    queryRaw,
    executeRaw,
    // The chain of one migration without a statement: what it leads to is there.
    executeScript: (script) => (script.trim() === '' ? Promise.resolve() : refuse()),
    startTransaction: refuse,
    getConnectionInfo: () => ({ schemaName, maxBindValues: 32_766, supportsRelationJoins: false }),
    dispose: async () => undefined,
  }
}
