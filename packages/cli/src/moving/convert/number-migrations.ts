import type { Migration } from '@slipway/core'
import { compareVersions, parseVersion, type Version } from '@slipway/core/adapter'
import type { Target } from './targets/target.ts'

/**
 * A version for each migration, in their order. The versions that they have are kept where the target can tell the same order
 * from them; otherwise all are numbered anew, so that none stands between two others.
 */
export function numberMigrations(
  migrations: readonly Migration[],
  { versions }: Pick<Target, 'versions'>,
): readonly string[] {
  const own = migrations.map(({ id, location }) => versionIn(id) ?? versionIn(nameOf(location.file)))
  const kept = own.filter((version) => version !== undefined && isKept(version, versions, own[0]))
  const ascending = kept.every((version, index) => index === 0 || before(kept[index - 1], version))
  if (kept.length === migrations.length && ascending) return kept.flatMap((version) => version?.text ?? [])
  const width = Math.max(4, String(migrations.length).length)
  return migrations.map((_, index) => String(index + 1).padStart(width, '0'))
}

function isKept(version: Version, versions: Target['versions'], first: Version | undefined): boolean {
  if (versions === 'dotted') return true
  return /^\d+$/.test(version.text) && (versions === 'digits' || version.text.length === first?.text.length)
}

function before(earlier: Version | undefined, later: Version | undefined): boolean {
  return earlier !== undefined && later !== undefined && compareVersions(earlier, later) < 0
}

/**
 * The number at the head of a name, as long as something parts it from what follows. Digits that a letter follows at once are
 * none: `20260112_27d9e3c410b8` is a day and a hash.
 */
function versionIn(name: string): Version | undefined {
  const numbers = /^[VU]?(\d+(?:[._]\d+(?![a-z\d]))*)(?=$|__|[._-]?[^\d._-]|[._-]\d+[a-z])/i
  const [, digits = ''] = numbers.exec(name) ?? []
  return digits === '' || /^\d+[a-f]/.test(name) ? undefined : parseVersion(digits)
}

/** The last part of a path; of a folder per migration, the folder. */
function nameOf(path: string): string {
  const parts = path.split('/')
  const last = parts.at(-1) ?? ''
  return last === 'migration.sql' ? (parts.at(-2) ?? last) : last
}
