import { compareVersions, few, type Version } from '@slipway/core/adapter'
import type { FlywaySettings } from '../configuration/settings.ts'
import type { FlywayFile } from './flyway-file.ts'
import { isCovered, subjectOf, type Standing } from './standing.ts'

/** What a person should know of a history, a sentence each. */
export function noticesOf(
  standing: Standing,
  subjects: ReadonlyMap<string, FlywayFile>,
  settings: FlywaySettings,
): readonly string[] {
  const notices: string[] = []
  const { baseline } = standing
  const files = [...subjects.values()]
  if (baseline !== undefined) {
    const under = files.filter((file) => isCovered(file.version, standing)).length
    notices.push(
      `flyway's baseline is version ${baseline.text}: ${under} ${under === 1 ? 'file' : 'files'} up to it count as applied and never run`,
    )
  }
  const late = outOfOrder(standing)
  if (late.length > 0) notices.push(`applied out of order: ${few(late, 5)}`)
  const skipped = older(standing, files)
  if (skipped.length > 0 && !settings.outOfOrder) {
    notices.push(
      `pending and older than what is applied: ${few(skipped, 5)}; flyway refuses that unless outOfOrder is set, Slipway plans it`,
    )
  }
  notices.push(...mismatches(standing, subjects))
  for (const row of standing.undo) {
    notices.push(
      `row ${row.rank} is of type ${row.type}, which flyway's community edition cannot read: it refuses to start until the row is gone`,
    )
  }
  return notices
}

function outOfOrder({ applied }: Standing): readonly string[] {
  let highest: Version | undefined
  const late: string[] = []
  for (const { version, text } of applied) {
    if (version === undefined) continue
    if (highest === undefined || compareVersions(version, highest) > 0) highest = version
    else late.push(`${text} after ${highest.text}`)
  }
  return late
}

function older(standing: Standing, files: readonly FlywayFile[]): readonly string[] {
  const versions = standing.applied.flatMap(({ version }) => (version === undefined ? [] : [version]))
  const last = versions.toSorted(compareVersions).at(-1)
  if (last === undefined) return []
  const known = new Set([...standing.applied, ...standing.failed, ...standing.deleted].map(subjectOf))
  return files
    .filter(
      ({ version }) => version !== undefined && compareVersions(version, last) < 0 && !isCovered(version, standing),
    )
    .filter((file) => !known.has(subjectOf({ ...file, text: file.version?.text })))
    .map(({ id }) => id)
}

function mismatches(standing: Standing, subjects: ReadonlyMap<string, FlywayFile>): readonly string[] {
  return standing.applied.flatMap((row) => {
    const file = subjects.get(subjectOf(row))
    if (file === undefined || isCovered(row.version, standing)) return []
    const what: string[] = []
    if (row.type !== 'SQL')
      what.push(`row ${row.rank} is of type ${row.type} and ${file.path} is SQL; flyway calls the file pending`)
    const description = abbreviated(file.description)
    if (row.description !== description && !(row.description === '<< no description >>' && description === ''))
      what.push(`${file.path} was applied as "${row.description}"; flyway refuses to go on until flyway repair`)
    return what
  })
}

/** Descriptions are cut to the column's 200 characters (Flyway 11.20.3, `AbbreviationUtils`). */
export function abbreviated(description: string): string {
  return description.length <= 200 ? description : `${description.slice(0, 197)}...`
}
