import type { Ailment, Session } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import { insideOf } from '../session/inside.ts'

/** Scratch databases on the server: of a rehearsal that runs, that was told to keep its own, or that was killed. */
export async function leftoversOf(session: Session): Promise<readonly Ailment[]> {
  const { command, db } = insideOf(session)
  const { databases } = await command('admin', {
    listDatabases: 1,
    nameOnly: true,
    // Without privileges it lists what the user may see.
    filter: { name: { $regex: '^slipway_scratch_[0-9a-z_]+$' } },
  })
  return (databases as readonly Document[])
    .map(({ name }) => String(name))
    .filter((name) => name !== db.databaseName)
    .toSorted()
    .map((name) => ({
      object: `database:${name}`,
      message: name.startsWith('slipway_scratch_probe_')
        ? 'scratch of finding out what the server can do'
        : 'scratch of a rehearsal',
      cure: `If no rehearsal runs and nobody kept it: db.getSiblingDB("${name}").dropDatabase()`,
    }))
}
