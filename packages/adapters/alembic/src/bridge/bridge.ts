import { SlipwayError } from '@slipway/core'
import { makeOnce, name, queryFor, type Name } from '@slipway/core/adapter'
import type { Bridge, BridgeChange, BridgeContext, ForeignHistory } from '@slipway/core/plugin'
import { ancestorsOf, headsAfterDown, headsAfterUp, type Parents } from './heads.ts'

/** Where Alembic keeps its heads. */
export interface VersionTable {
  readonly table: string
  /** `undefined`: where the server looks first. */
  readonly schema: string | undefined
}

/**
 * The link with `alembic_version`, which holds heads only: one row for each revision that no applied one rests on. Alembic
 * has no lock.
 */
export function bridge(at: VersionTable): Bridge {
  const { table } = at
  return {
    name: 'alembic',
    table: at.schema === undefined ? table : `${at.schema}.${table}`,
    objects: [table, `${table}_pkc`].flatMap((each) => [`*:${each}`, `*:${each}.*`, `*:*.${each}`, `*:*.${each}.*`]),
    read: (context) => read(context, at),
    prepare: (context) => prepare(context, at),
    write: (context, change) => write(context, change, at),
  }
}

async function exists({ session, dialect }: BridgeContext, { table, schema }: VersionTable): Promise<boolean> {
  const sql = queryFor(dialect)
  const path = schema === undefined ? dialect.quote(table) : `${dialect.quote(schema)}.${dialect.quote(table)}`
  const query =
    dialect.name === 'postgres'
      ? sql`SELECT 1 AS there WHERE to_regclass(${path}) IS NOT NULL`
      : sql`SELECT 1 AS there FROM information_schema.tables WHERE table_schema = coalesce(${schema ?? null}, database()) AND table_name = ${table}`
  return (await session.execute(query)).rows.length > 0
}

const nameOf = ({ table, schema }: VersionTable): Name => name(schema, table)

async function readHeads({ session, dialect }: BridgeContext, at: VersionTable): Promise<readonly string[]> {
  const sql = queryFor(dialect)
  const { rows } = await session.execute(sql`SELECT version_num AS head FROM ${nameOf(at)}`)
  return rows.map((row) => String(row['head'])).toSorted()
}

async function read(context: BridgeContext, at: VersionTable): Promise<ForeignHistory> {
  if (!(await exists(context, at))) return { exists: false, applied: [], failed: [], notices: [] }
  const heads = await readHeads(context, at)
  const { migrations } = context
  const parents = parentsOf(context)
  const ids = new Set(migrations.map(({ id }) => id))
  const unknown = heads.filter((head) => !ids.has(head))
  if (unknown.length > 0) throw cannotLocate(unknown, at)
  const applied = ancestorsOf(heads, parents)
  const implied = heads.filter((head) => heads.some((other) => ancestorsOf(parents(other), parents).has(head)))
  return {
    exists: true,
    applied: migrations.filter(({ id }) => applied.has(id)).map(({ id }) => ({ id, raw: { heads } })),
    failed: [],
    notices: implied.map(
      (head) => `${at.table} names ${head}, which another of its rows implies: alembic refuses to go on from there`,
    ),
  }
}

/** Creates the table as Alembic does. */
async function prepare(context: BridgeContext, at: VersionTable): Promise<void> {
  const sql = queryFor(context.dialect)
  const key = name(`${at.table}_pkc`)
  await makeOnce(async () => {
    if (await exists(context, at)) return
    await context.session.execute(
      sql`CREATE TABLE ${nameOf(at)} (version_num VARCHAR(32) NOT NULL, CONSTRAINT ${key} PRIMARY KEY (version_num))`,
    )
  })
}

async function write(context: BridgeContext, change: BridgeChange, at: VersionTable): Promise<void> {
  const { direction, migration, record } = change
  const known = parentsOf(context)
  const parents: Parents = (id) => (id === migration && change.file === undefined ? record.after : known(id))
  const before = new Set(await readHeads(context, at))
  const applied = ancestorsOf(before, parents)
  if (applied.has(migration) === (direction === 'up')) return
  if (direction === 'up')
    refuseGap(
      migration,
      parents(migration).filter((id) => !applied.has(id)),
      at,
    )
  else if (!before.has(migration))
    throw restedOn(
      migration,
      [...applied].filter((id) => parents(id).includes(migration)),
      at,
    )
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

function parentsOf({ migrations }: BridgeContext): Parents {
  const after = new Map(migrations.map((migration) => [migration.id, migration.after]))
  return (id) => after.get(id) ?? []
}

function cannotLocate(unknown: readonly string[], { table }: VersionTable): SlipwayError {
  const ids = unknown.map((id) => `'${id}'`).join(', ')
  return new SlipwayError(
    'SW-HISTORY-CONFLICT',
    `Can't locate revision identified by ${ids}: ${table} names it, and no file declares it, so nobody can tell what is applied. Nothing was changed.`,
    {
      hint: `git log --all --oneline -S "${unknown[0]}" -- .   finds the commit that has its file: bring it back, or deploy from there\nalembic stamp --purge REVISION   says instead what the database is at`,
      details: { table, revisions: unknown },
    },
  )
}

function refuseGap(migration: string, missing: readonly string[], { table }: VersionTable): void {
  if (missing.length === 0) return
  throw new SlipwayError(
    'SW-HISTORY-CONFLICT',
    `${table} cannot say that ${migration} is applied while ${missing.join(', ')} is not: a row there implies all that it rests on. Nothing was written there.`,
    {
      hint: `slipway status   shows what is applied\napply ${missing.join(', ')} first`,
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
