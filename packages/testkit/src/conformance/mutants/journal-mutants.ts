import { SlipwayError } from '@slipway/core'
import type { Entry, EntryBody, NewEntry } from '@slipway/core/plugin'
import { isSlipwayError, kindOf } from '../check.ts'
import { withJournal, type Mutant } from './mutant.ts'

/** Journals that do not keep what they are given. */
export const journalMutants: readonly Mutant[] = [
  {
    id: 'reading-creates',
    lie: 'reading creates what is missing',
    caughtBy: ['journal.reading'],
    mutate: (driver) =>
      withJournal(driver, ({ prepare, read }) => ({
        async read(after) {
          await prepare()
          return read(after)
        },
      })),
  },
  {
    id: 'prepares-once',
    lie: 'what is prepared already cannot be prepared again',
    caughtBy: ['journal.prepare'],
    mutate(driver) {
      let prepared = false
      return withJournal(driver, ({ prepare }) => ({
        async prepare() {
          if (prepared) throw new SlipwayError('SW-STATEMENT-FAILED', 'It exists', { details: { kind: 'other' } })
          prepared = true
          await prepare()
        },
      }))
    },
  },
  {
    id: 'reorders',
    lie: 'entries are read newest first',
    caughtBy: ['journal.order', 'journal.chain'],
    mutate: (driver) =>
      withJournal(driver, ({ read }) => ({ read: async (after) => (await read(after)).toReversed() })),
  },
  {
    id: 'loses-entries',
    lie: 'the last entry of several is not read',
    caughtBy: ['journal.order', 'journal.chain'],
    mutate: (driver) =>
      withJournal(driver, ({ read }) => ({
        async read(after) {
          const found = await read(after)
          return found.length > 2 ? found.slice(0, -1) : found
        },
      })),
  },
  {
    id: 'sorts-as-text',
    lie: 'entries are sorted by their number as text',
    caughtBy: ['journal.order'],
    mutate: (driver) =>
      withJournal(driver, ({ read }) => ({
        read: async (after) =>
          (await read(after)).toSorted((a: Entry, b: Entry) => (String(a.seq) < String(b.seq) ? -1 : 1)),
      })),
  },
  {
    id: 'ascii-only',
    lie: 'what is not ASCII is replaced',
    caughtBy: ['journal.format'],
    mutate: (driver) =>
      withJournal(driver, ({ append }) => ({
        append: (entries, token) =>
          append(
            entries.map((entry) => ({
              ...entry,
              body: JSON.parse(JSON.stringify(entry.body).replaceAll(/[^ -~]/g, '?')) as EntryBody,
            })),
            token,
          ),
      })),
  },
  {
    id: 'breaks-chain',
    lie: 'the hash of the entry before is not kept',
    caughtBy: ['journal.chain'],
    mutate: (driver) =>
      withJournal(driver, ({ read }) => ({
        read: async (after) => (await read(after)).map((entry) => ({ ...entry, prev: '0'.repeat(64) })),
      })),
  },
  {
    id: 'conflict-as-success',
    lie: 'an entry that met another one is said to be written',
    caughtBy: ['journal.unique-key', 'journal.unique-seq', 'journal.race'],
    mutate: (driver) =>
      withJournal(driver, ({ append }) => ({
        append: (entries, token) =>
          append(entries, token).catch((error: unknown) => {
            if (!isSlipwayError(error) || kindOf(error) !== 'journal-conflict') throw error
          }),
      })),
  },
  {
    id: 'allows-duplicates',
    lie: 'a second entry for one part is kept beside the first',
    caughtBy: ['journal.unique-key'],
    mutate(driver) {
      let lives = 0
      return withJournal(driver, ({ append }) => ({
        append: (entries, token) =>
          append(
            entries.map((entry) =>
              'key' in entry.body
                ? {
                    ...entry,
                    body: { ...entry.body, key: { ...entry.body.key, generation: (lives += 1) } } as EntryBody,
                  }
                : entry,
            ),
            token,
          ),
      }))
    },
  },
  {
    id: 'renumbers',
    lie: 'an entry whose number is taken gets another one',
    caughtBy: ['journal.unique-seq'],
    mutate: (driver) =>
      withJournal(driver, ({ append, read }) => ({
        async append(entries, token) {
          const last = (await read()).at(-1)?.seq ?? 0
          await append(
            entries.map((entry, at) => ({ ...entry, seq: Math.max(entry.seq, last + at + 1) })),
            token,
          )
        },
      })),
  },
  {
    id: 'one-by-one',
    lie: 'entries of one append are written one by one',
    caughtBy: ['journal.whole'],
    mutate: (driver) =>
      withJournal(driver, ({ append }) => ({
        async append(entries, token) {
          for (const entry of entries) await append([entry], token)
        },
      })),
  },
  {
    id: 'mixes-projects',
    lie: 'projects share one history',
    caughtBy: ['journal.projects'],
    mutate: (driver) => ({
      ...driver,
      journal(session) {
        const honest = driver.journal(session, 'all')
        const into = (entry: NewEntry): NewEntry => ({ ...entry, project: 'all' })
        return { ...honest, append: (entries, token) => honest.append(entries.map(into), token) }
      },
    }),
  },
  {
    id: 'first-checkpoint-stays',
    lie: 'a checkpoint that was written once is not written again',
    caughtBy: ['journal.checkpoints'],
    mutate: (driver) => ({
      ...driver,
      checkpoints(session, project) {
        const honest = driver.checkpoints(session, project)
        return {
          ...honest,
          async write(by, key, value) {
            if ((await honest.read(key)) === undefined) await honest.write(by, key, value)
          },
        }
      },
    }),
  },
  {
    id: 'guesses-format',
    lie: 'the version of an entry is not kept',
    caughtBy: ['journal.newer'],
    mutate: (driver) =>
      withJournal(driver, ({ append }) => ({
        append: (entries, token) =>
          append(
            entries.map((entry) => ({ ...entry, v: 1 })),
            token,
          ),
      })),
  },
  {
    id: 'believes-any-token',
    lie: 'an append does not look at its token',
    caughtBy: ['journal.token', 'lease.fence'],
    mutate: (driver) => withJournal(driver, ({ append }) => ({ append: (entries) => append(entries, undefined) })),
  },
]
