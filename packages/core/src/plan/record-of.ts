import type { MigrationRecord } from '../contract/journal.ts'
import type { Migration } from '../contract/migration.ts'

/** All that later commands need of a migration when its file is gone. */
export function recordOf(migration: Migration, reversal: MigrationRecord['reversal']): MigrationRecord {
  const down = migration.down
  const texts = down?.every((step) => step.kind === 'statement')
    ? down.map((step) => ('text' in step ? step.text : ''))
    : undefined
  return {
    title: migration.title,
    checksum: migration.checksum,
    repeatable: migration.repeatable,
    after: migration.after,
    ...(down === null ? { down: null } : texts && { down: texts }),
    reversal,
    file: migration.location.file,
  }
}
