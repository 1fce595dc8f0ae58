import { sessionLock } from '@slipway/core/adapter'
import type { BridgeLock } from '@slipway/core/plugin'
import type { Provider } from '../project/project.ts'

/** The number that Prisma's engine chose for its advisory lock on PostgreSQL: `flavour/postgres.rs`. */
const key = '72707369'

/** The name of its lock on MySQL, one for the whole server: `flavour/mysql.rs`. */
const name = 'prisma_migrate'

/** The lock that `prisma migrate` holds while it works, and for which it waits inside the server, for ten seconds. */
export function engineLock(provider: Provider): BridgeLock {
  return provider === 'postgresql'
    ? sessionLock(`advisory lock ${key}`, () => key)
    : sessionLock(`lock '${name}'`, () => name)
}
