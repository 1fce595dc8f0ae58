import { compareVersions } from '@slipway/core/adapter'
import type { BridgeContext, ForeignFailure, ForeignHistory, ForeignMigration, Json } from '@slipway/core/plugin'
import type { FlywaySettings } from '../configuration/settings.ts'
import { isSame, type FlywayFile } from './flyway-file.ts'
import { findTable } from '../../bridging/find-table.ts'
import { noticesOf } from './notices.ts'
import { readRows, type FlywayRow } from './read-rows.ts'
import { isCovered, standingOf, subjectOf, type Standing } from './standing.ts'

type Files = ReadonlyMap<string, FlywayFile>

/** Files by what a row would say of them. */
export function bySubject(files: Files): Files {
  return new Map([...files.values()].map((file) => [subjectOf({ ...file, text: file.version?.text }), file] as const))
}

/** The id of a row whose file is gone is the one that its file would have. */
export function idOf(row: FlywayRow, file: FlywayFile | undefined, settings: FlywaySettings): string {
  if (file !== undefined) return file.id
  if (row.text !== undefined) return `${settings.versionPrefix ?? 'V'}${row.text}`
  return `${settings.repeatablePrefix}${settings.separator}${row.description.replaceAll(' ', '_')}`
}

/** Reads Flyway's history in two queries. */
export async function readHistory(
  context: BridgeContext,
  files: Files,
  settings: FlywaySettings,
): Promise<ForeignHistory> {
  const table = await findTable(context, settings)
  if (!table.exists) return { exists: false, applied: [], failed: [], notices: absentNotices(settings) }
  const standing = standingOf(await readRows(context, table))
  const subjects = bySubject(files)
  return {
    exists: true,
    applied: [
      ...covered(standing, files, subjects),
      ...standing.applied.map((row) => applied(row, subjects, standing, settings)),
    ],
    failed: [...standing.failed.map((row) => failure(row, subjects, settings)), ...returned(standing, subjects)],
    notices: noticesOf(standing, subjects, settings),
  }
}

function absentNotices({ baselineOnMigrate, baselineVersion }: FlywaySettings): readonly string[] {
  if (!baselineOnMigrate) return []
  return [
    `flyway has no history here and baselineOnMigrate is set: on a schema with tables in it, flyway would take everything up to version ${baselineVersion} as applied. Slipway does so when it is told: slipway baseline`,
  ]
}

function rowJson(row: FlywayRow): Json {
  const { rank, text, description, type, script, checksum, by, success } = row
  return { rank, version: text ?? null, description, type, script, checksum: checksum ?? null, by, success }
}

function applied(row: FlywayRow, subjects: Files, standing: Standing, settings: FlywaySettings): ForeignMigration {
  const file = subjects.get(subjectOf(row))
  const id = idOf(row, file, settings)
  // Without a checksum, and below the baseline, Flyway does not compare either; a restless one says nothing of the text.
  if (file === undefined || file.restless || row.checksum === undefined || isCovered(row.version, standing))
    return { id, at: row.at, raw: rowJson(row) }
  return { id, at: row.at, edited: !isSame(row, file), raw: rowJson(row) }
}

/** Files that Flyway calls ignored, since the baseline says that what they do is there. */
function* covered(standing: Standing, files: Files, subjects: Files): Generator<ForeignMigration> {
  const { baseline } = standing
  if (baseline === undefined) return
  const known = new Set(
    [...standing.applied, ...standing.failed].map((row) => subjects.get(subjectOf(row))?.id ?? subjectOf(row)),
  )
  const under = [...files.values()].filter((file) => isCovered(file.version, standing) && !known.has(file.id))
  for (const file of under.toSorted(byVersion)) yield { id: file.id, at: baseline.at, raw: rowJson(baseline) }
}

function byVersion(a: FlywayFile, b: FlywayFile): number {
  return a.version === undefined || b.version === undefined ? 0 : compareVersions(a.version, b.version)
}

function failure(row: FlywayRow, subjects: Files, settings: FlywaySettings): ForeignFailure {
  const id = idOf(row, subjects.get(subjectOf(row)), settings)
  return {
    id,
    message: `flyway recorded ${row.script} as failed (${row.at}, by ${row.by}); what it did before it failed may still be there.`,
    hint:
      `slipway repair --forget ${id} --why "…"   after what it left was removed; then it is pending again\n` +
      `flyway repair   does the same`,
  }
}

/** `flyway repair` gave up on a missing file, which is there again. Nothing says that what it did was undone. */
function* returned(standing: Standing, subjects: Files): Generator<ForeignFailure> {
  for (const row of standing.deleted) {
    const file = subjects.get(subjectOf(row))
    if (file === undefined || isCovered(row.version, standing)) continue
    yield {
      id: file.id,
      message: `flyway repair marked ${file.script} as deleted (${row.at}), and the file is back; what it did may still be there.`,
      hint:
        `rm ${file.path}   if it was deleted on purpose\n` +
        `slipway repair --forget ${file.id} --why "…"   if what it did is undone; then it is pending again`,
    }
  }
}
