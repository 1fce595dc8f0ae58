import { SlipwayError } from '@slipway/core'
import { queryFor } from '@slipway/core/adapter'
import type { BridgeChange, BridgeContext } from '@slipway/core/plugin'
import { ancestorsOf, headsAfterDown, headsAfterUp, parentsOf, type Parents } from './heads.ts'
import { nameOf, readHeads, type VersionTable } from './version-table.ts'

/**
 * Makes the heads imply what is so now, and nothing else.
 *
 * @throws SW-HISTORY-CONFLICT for what heads cannot say, and where the table changed meanwhile. Nothing is written then.
 */
export async function writeHeads(context: BridgeContext, change: BridgeChange, at: VersionTable): Promise<void> {
  const { direction, migration, record } = change
  const known = parentsOf(context)
  const parents: Parents = (id) => (id === migration && change.file === undefined ? record.after : known(id))
  const before = new Set(await readHeads(context, at))
  const applied = ancestorsOf(before, parents)
  if (applied.has(migration) === (direction === 'up')) return
  if (direction === 'up') {
    const missing = parents(migration).filter((id) => !applied.has(id))
    if (missing.length > 0) throw restsOn(migration, missing, at)
  } else if (!before.has(migration)) {
    const resting = [...applied].filter((id) => parents(id).includes(migration))
    throw restedOn(migration, resting, at)
  }
  const after =
    direction === 'up' ? headsAfterUp(before, migration, parents) : headsAfterDown(before, migration, parents)
  await replaceRows(context, at, [...before.difference(after)], [...after.difference(before)])
}

/** As Alembic does: one row is updated, the others are deleted or inserted; each must find exactly its row. */
async function replaceRows(
  { session, dialect }: BridgeContext,
  at: VersionTable,
  gone: readonly string[],
  come: readonly string[],
): Promise<void> {
  const sql = queryFor(dialect)
  const table = nameOf(at)
  const [from, ...deleted] = gone
  const [to, ...inserted] = come
  const queries = [
    ...(from === undefined || to === undefined
      ? []
      : [sql`UPDATE ${table} SET version_num = ${to} WHERE version_num = ${from}`]),
    ...(from !== undefined && to === undefined ? [from] : [])
      .concat(deleted)
      .map((id) => sql`DELETE FROM ${table} WHERE version_num = ${id}`),
    ...(from === undefined && to !== undefined ? [to] : [])
      .concat(inserted)
      .map((id) => sql`INSERT INTO ${table} (version_num) VALUES (${id})`),
  ]
  for (const query of queries) {
    const { affected } = await session.execute(query)
    if (affected !== undefined && affected !== 1) throw moved(at)
  }
}

function restsOn(migration: string, missing: readonly string[], { table }: VersionTable): SlipwayError {
  return new SlipwayError(
    'SW-HISTORY-CONFLICT',
    `${table} cannot say that ${migration} is applied while ${missing.join(', ')} is not: a row there implies all that it rests on. Nothing was written there.`,
    {
      hint: `slipway status   shows what is applied\n${missing.map((id) => `slipway apply --to ${id}   applies what it rests on first`).join('\n')}`,
      details: { table, migration, missing },
    },
  )
}

function restedOn(migration: string, resting: readonly string[], { table }: VersionTable): SlipwayError {
  return new SlipwayError(
    'SW-HISTORY-CONFLICT',
    `${table} cannot say that ${migration} is not applied while ${resting.join(', ')} is: a row there implies all that it rests on. Nothing was written there.`,
    {
      hint: `slipway rollback --to ${migration}   takes back what rests on it first`,
      details: { table, migration, resting },
    },
  )
}

function moved({ table }: VersionTable): SlipwayError {
  return new SlipwayError(
    'SW-HISTORY-CONFLICT',
    `${table} changed while it was written: alembic, which has no lock, is at work on the same database. Nothing was written there.`,
    { hint: 'let alembic finish, then run the same command again', details: { table } },
  )
}
