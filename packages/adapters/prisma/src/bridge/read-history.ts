import type { BridgeContext, ForeignFailure, ForeignHistory, ForeignMigration, Json } from '@slipway/core/plugin'
import { sameChecksum } from '../files/checksums.ts'
import { readRows, type PrismaRow } from './rows.ts'
import { findTable } from './table.ts'

/**
 * What `_prisma_migrations` says, by Prisma's rule: a row that was rolled back says nothing any more; of the others, one that
 * is finished is applied, and one that is not is failed, or at work right now.
 *
 * @param scripts text of each migration's script, as it stands on disk.
 */
export async function readHistory(
  context: BridgeContext,
  schemas: ReadonlySet<string>,
  scripts: ReadonlyMap<string, string>,
): Promise<ForeignHistory> {
  const table = await findTable(context, schemas)
  if (!table.exists) return { exists: false, applied: [], failed: [], notices: [] }
  const rows = await readRows(context, table)
  const live = rows.filter(({ rolledBackAt }) => rolledBackAt === undefined)
  const last = new Map(live.filter(({ finishedAt }) => finishedAt !== undefined).map((row) => [row.name, row]))
  const failed = live.filter((row) => row.finishedAt === undefined)
  return {
    exists: true,
    applied: [...last.values()].map((row) => appliedOf(row, scripts.get(row.name))),
    failed: failed.map((row) => failureOf(row, context.dialect.name)),
    notices: noticesOf([...last.values()], rows),
  }
}

function appliedOf(row: PrismaRow, script: string | undefined): ForeignMigration {
  return {
    id: row.name,
    ...(row.finishedAt === undefined ? {} : { at: row.finishedAt }),
    ...(script === undefined ? {} : { edited: !sameChecksum(script, row.checksum) }),
    raw: rawOf(row),
  }
}

function rawOf(row: PrismaRow): Json {
  return {
    id: row.id,
    checksum: row.checksum,
    started_at: row.startedAt,
    finished_at: row.finishedAt ?? null,
    applied_steps_count: row.steps,
  }
}

function failureOf({ name, startedAt, errorCode }: PrismaRow, dialect: string): ForeignFailure {
  const code = errorCode === undefined ? '' : `, with the database's error ${errorCode}`
  const left =
    dialect === 'postgres'
      ? 'PostgreSQL undid it as a whole, unless the file holds COMMIT or CONCURRENTLY'
      : 'what stands before the failing statement is there'
  return {
    id: name,
    message: `Prisma began it at ${startedAt} and has not finished it${code} (P3009); ${left}.`,
    hint: [
      `nothing of it is left, or it was undone by hand: it becomes pending again`,
      `  slipway repair --forget ${name} --why "nothing of it is left"`,
      `  npx prisma migrate resolve --rolled-back ${name}   does the same`,
      `all of it took effect, or was finished by hand: it becomes applied`,
      `  npx prisma migrate resolve --applied ${name}`,
      `what the database said stands in the column logs of _prisma_migrations`,
    ].join('\n'),
  }
}

function noticesOf(applied: readonly PrismaRow[], rows: readonly PrismaRow[]): readonly string[] {
  const stated = applied.filter(({ steps }) => steps === 0).length
  const undone = rows.filter(({ rolledBackAt }) => rolledBackAt !== undefined).length
  return [
    ...(stated === 0
      ? []
      : [`${stated} ${stated === 1 ? 'was' : 'were'} stated as applied (migrate resolve), not run`]),
    ...(undone === 0 ? [] : [`${undone} ${undone === 1 ? 'row is' : 'rows are'} of migrations that were rolled back`]),
  ]
}
