import type { Definitions, Schema, Session } from '@slipway/core/plugin'
import { withSessions, type Mutant } from './mutant.ts'

type Objects = Schema['objects']

/** Changes what is seen of a schema, in `inspect` and `definitions` alike. */
const seeing = (session: Session, change: (objects: Objects) => Objects): Session => ({
  ...session,
  async inspect() {
    const schema = await session.inspect()
    return { ...schema, objects: change(schema.objects) }
  },
})

/** Inspections that do not see, or see what is not there. */
export const inspectMutants: readonly Mutant[] = [
  {
    id: 'forgets-indexes',
    lie: 'inspect leaves out indexes',
    caughtBy: ['inspect.changes'],
    mutate: (driver) =>
      withSessions(driver, (session) =>
        seeing(session, (objects) =>
          Object.fromEntries(Object.entries(objects).filter(([, { kind }]) => kind !== 'index')),
        ),
      ),
  },
  {
    id: 'forgets-numbers',
    lie: 'inspect leaves out the numbers in definitions, such as those of defaults and lengths',
    caughtBy: ['inspect.changes'],
    mutate: (driver) =>
      withSessions(driver, (session) =>
        seeing(session, (objects) =>
          Object.fromEntries(
            Object.entries(objects).map(([id, object]) => [
              id,
              { ...object, definition: object.definition.replaceAll(/\d+/g, 'N') },
            ]),
          ),
        ),
      ),
  },
  {
    id: 'shuffles',
    lie: 'inspect gives objects in another order each time',
    caughtBy: ['inspect.deterministic'],
    mutate: (driver) =>
      withSessions(driver, (session) =>
        seeing(session, (objects) => Object.fromEntries(Object.entries(objects).toSorted(() => Math.random() - 0.5))),
      ),
  },
  {
    id: 'old-definitions',
    lie: 'definitions are those of the first time somebody asked',
    caughtBy: ['inspect.definitions', 'inspect.changes'],
    mutate(driver) {
      const known: Record<string, string | null> = {}
      return withSessions(driver, (session) => ({
        ...session,
        async definitions(objects): Promise<Definitions> {
          const found = await session.definitions(objects)
          for (const id of objects) known[id] ??= found[id] ?? null
          return Object.fromEntries(objects.map((id) => [id, known[id] ?? null]))
        },
      }))
    },
  },
  {
    id: 'shows-its-own',
    lie: "inspect shows Slipway's own objects",
    caughtBy: ['journal.projects'],
    mutate(driver) {
      let prepared = false
      const honest = withSessions(driver, (session) =>
        seeing(session, (objects) =>
          prepared ? { ...objects, 'table:slipway': { kind: 'table', definition: '', dependsOn: [] } } : objects,
        ),
      )
      return {
        ...honest,
        journal(session, project) {
          const journal = driver.journal(session, project)
          return {
            ...journal,
            async prepare() {
              await journal.prepare()
              prepared = true
            },
          }
        },
      }
    },
  },
  {
    id: 'estimates-rows',
    lie: 'rows are counted roughly',
    caughtBy: ['inspect.counts'],
    mutate: (driver) =>
      withSessions(driver, (session) => ({
        ...session,
        async countRows(tables) {
          const found = await session.countRows(tables)
          return Object.fromEntries(Object.entries(found).map(([id, rows]) => [id, Math.round(rows / 10) * 10]))
        },
      })),
  },
  {
    id: 'constant-checksum',
    lie: 'every table that is there has the same checksum',
    caughtBy: ['inspect.checksums'],
    mutate: (driver) =>
      withSessions(driver, (session) => ({
        ...session,
        async contentChecksums(tables) {
          const found = await session.contentChecksums(tables)
          return Object.fromEntries(Object.keys(found).map((id) => [id, 'same']))
        },
      })),
  },
  {
    id: 'counts-for-checksum',
    lie: 'the checksum of a table is how many rows it has',
    caughtBy: ['inspect.checksums'],
    mutate: (driver) =>
      withSessions(driver, (session) => ({
        ...session,
        async contentChecksums(tables) {
          const found = await session.countRows(tables)
          return Object.fromEntries(Object.entries(found).map(([id, rows]) => [id, String(rows)]))
        },
      })),
  },
  {
    id: 'no-estimates',
    lie: 'estimates are of what was not asked for',
    caughtBy: ['inspect.stats'],
    mutate: (driver) => withSessions(driver, (session) => ({ ...session, stats: async () => ({}) })),
  },
]
