import { queryFor } from '@slipway/core/adapter'
import { SlipwayError } from '@slipway/core'
import type { BridgeChange, BridgeContext, Migration } from '@slipway/core/plugin'
import { flywayVersion, named } from '../files.ts'
import type { FlywaySettings } from '../configuration/settings.ts'
import { isSame, type FlywayFile } from './flyway-file.ts'
import { findTable, type HistoryTable } from '../../bridging/find-table.ts'
import { abbreviated } from './notices.ts'
import { readRows, type FlywayRow } from './read-rows.ts'
import { isCovered, standingOf, subjectOf } from './standing.ts'

type Files = ReadonlyMap<string, FlywayFile>
type Known = Pick<FlywayFile, 'id' | 'path' | 'version' | 'description' | 'script'> & Partial<FlywayFile>

/** Makes Flyway's history say what one migration is now. */
export async function writeRow(
  context: BridgeContext,
  change: BridgeChange,
  files: Files,
  settings: FlywaySettings,
): Promise<void> {
  const table = await findTable(context, settings)
  const rows = table.exists ? await readRows(context, table) : []
  const file = files.get(change.migration) ?? fromRecord(change, settings)
  const subject = subjectOf({ ...file, text: file.version?.text })
  const standing = standingOf(rows)
  const mine = (row: FlywayRow): boolean => subjectOf(row) === subject
  const applied = standing.applied.find(mine)
  const failed = rows.filter((row) => mine(row) && !row.success && row.type !== 'DELETE')
  if (change.direction === 'up') {
    for (const row of failed) await remove(context, table, row)
    if (isCovered(file.version, standing)) return
    const isThere = applied !== undefined && (!change.record.repeatable || isSame(applied, file))
    if (!isThere) await insert(context, table, file, nextRank(rows), change, settings)
    return
  }
  if (applied === undefined && failed.length === 0 && isCovered(file.version, standing))
    throw belowBaseline(file, standing.baseline?.text)
  // Forgotten by a person: what flyway repair gave up goes with the rows that it gave up.
  const given = !change.ran && standing.deleted.some(mine) ? rows.filter(mine) : []
  for (const row of [...failed, ...given]) await remove(context, table, row)
  if (applied !== undefined && isMeant(applied, file, change)) await remove(context, table, applied)
}

/** What `flyway repair` does to one row: checksum, description and type become the file's. */
export async function amendRow(
  context: BridgeContext,
  migration: Migration,
  files: Files,
  settings: FlywaySettings,
): Promise<void> {
  const file = files.get(migration.id)
  const table = await findTable(context, settings)
  if (file === undefined || !table.exists) return
  const subject = subjectOf({ ...file, text: file.version?.text })
  const row = standingOf(await readRows(context, table)).applied.find((each) => subjectOf(each) === subject)
  if (row === undefined) return
  const sql = queryFor(context.dialect)
  await context.session.execute(
    sql`UPDATE ${table.name} SET description = ${abbreviated(file.description)}, type = 'SQL', checksum = ${file.checksum} WHERE installed_rank = ${row.rank}`,
  )
}

/** Of a repeatable, the row of an earlier run comes to light when the newest is gone: written twice, that one must stay. */
function isMeant(row: FlywayRow, file: Known, { file: migration, record }: BridgeChange): boolean {
  return !record.repeatable || file.restless === true || migration?.checksum !== record.checksum || isSame(row, file)
}

function fromRecord(change: BridgeChange, settings: FlywaySettings): Known {
  const path = change.record.file
  return {
    id: change.migration,
    path,
    version: change.record.repeatable ? undefined : flywayVersion(path, settings),
    ...named(path, settings),
  }
}

const nextRank = (rows: readonly FlywayRow[]): number => (rows.at(-1)?.rank ?? 0) + 1

async function remove(context: BridgeContext, table: HistoryTable, { rank }: FlywayRow): Promise<void> {
  await context.session.execute(queryFor(context.dialect)`DELETE FROM ${table.name} WHERE installed_rank = ${rank}`)
}

async function insert(
  context: BridgeContext,
  table: HistoryTable,
  file: Known,
  rank: number,
  change: BridgeChange,
  settings: FlywaySettings,
): Promise<void> {
  const sql = queryFor(context.dialect)
  const version = file.version?.text.replaceAll('_', '.') ?? null
  const description = abbreviated(file.description)
  const script = file.script.length <= 1000 ? file.script : `...${file.script.slice(3, 1000)}`
  const checksum = file.checksum ?? null
  const by = settings.installedBy ?? null
  const time = change.ran ? Math.round(change.milliseconds) : 0
  await context.session.execute(
    context.dialect.name === 'postgres'
      ? sql`
INSERT INTO ${table.name} (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
VALUES (${rank}, ${version}, ${description}, 'SQL', ${script}, ${checksum}, coalesce(${by}::text, current_user::text), ${time}, true)`
      : sql`
INSERT INTO ${table.name} (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
VALUES (${rank}, ${version}, ${description}, 'SQL', ${script}, ${checksum}, coalesce(${by}, substring_index(user(), '@', 1)), ${time}, true)`,
  )
}

function belowBaseline(file: Known, baseline: string | undefined): SlipwayError {
  return new SlipwayError(
    'SW-HISTORY-CONFLICT',
    `${file.id} is covered by flyway's baseline ${baseline ?? ''}, which has no row for it: flyway would go on to call it applied`,
    {
      hint: `flyway keeps a baseline for good: what it covers cannot be rolled back while flyway's history is kept true`,
      details: { migration: file.id },
    },
  )
}
