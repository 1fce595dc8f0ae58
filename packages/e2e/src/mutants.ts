import { fileURLToPath } from 'node:url'
import type { Driver, NewEntry, Session, TransactionOptions } from '@slipway/core/plugin'
import type { ConfigParts } from './project.ts'

/** Writes journal rows after the work they belong to, in a transaction of their own. */
export function journalAfter(driver: Driver): Driver {
  const late = (session: Session): Session => ({
    ...session,
    async transaction(work, { entries = [], ...options }) {
      const written: NewEntry[] = [...entries]
      const result = await session.transaction(
        (inner) => work(inner, async (more) => void written.push(...more)),
        options,
      )
      if (written.length > 0) await session.transaction(async () => undefined, { ...options, entries: written })
      return result
    },
    async commit({ entries = [], ...options }) {
      await session.commit(options)
      await session.commit({ ...options, statements: [], entries })
    },
  })
  return {
    ...driver,
    lease: (options, work) => driver.lease(options, (lease) => work({ ...lease, session: late(lease.session) })),
  }
}

function withoutToken(options: TransactionOptions): TransactionOptions {
  const { token: _token, ...rest } = options
  return rest
}

/** Holds no deploy lock and has no token: what remains is what the server enforces by unique keys. */
export function unlocked(driver: Driver): Driver {
  return {
    ...driver,
    async lease(options, work) {
      const session = await driver.connect()
      try {
        await driver.journal(session, options.project).prepare()
        const free: Session = {
          ...session,
          transaction: (inner, options) => session.transaction(inner, withoutToken(options)),
          commit: (options) => session.commit(withoutToken(options)),
        }
        return await work({ session: free, token: 0, signal: new AbortController().signal })
      } finally {
        await session.close()
      }
    },
  }
}

/** Recovers without looking whether the interrupted session still works on the server. */
export function blind(driver: Driver): Driver {
  return { ...unlocked(driver), alive: async () => undefined }
}

/** Looks neither at the interrupted session nor at who else works on what it left. */
export function heedless(driver: Driver): Driver {
  return { ...blind(driver), workers: async () => [] }
}

type Mutant = 'journalAfter' | 'unlocked' | 'blind' | 'heedless'

const mutants: Readonly<Record<Mutant, (driver: Driver) => Driver>> = { journalAfter, unlocked, blind, heedless }

/** How a mutated driver gets into a project's config. */
export function mutated(
  mutant: Mutant,
  of: Pick<ConfigParts, 'driver' | 'imports'> = {},
): Pick<ConfigParts, 'driver' | 'imports'> {
  return {
    driver: `${mutants[mutant].name}(${of.driver ?? 'postgres({ url: process.env.DATABASE_URL })'})`,
    imports: [
      ...(of.imports ?? []),
      `import { ${mutants[mutant].name} } from ${JSON.stringify(fileURLToPath(import.meta.url))}`,
    ],
  }
}
