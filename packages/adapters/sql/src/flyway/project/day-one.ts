import { databaseOf } from '../configuration/connection.ts'
import type { FlywaySettings } from '../configuration/settings.ts'
import type { FlywayScripts } from './flyway-project.ts'

/** What changes on the first day with a Flyway project, and how to keep what was. */
export function dayOne(settings: FlywaySettings, { undo, repeatable }: FlywayScripts): readonly string[] {
  const sentences = [
    undo.length > 0
      ? `${undo.length} U ${undo.length === 1 ? 'file is' : 'files are'} what slipway rollback runs; flyway's community edition leaves them alone`
      : 'there are no U files: slipway rollback derives what undoes a migration, or says why it cannot',
    `a file older than what is applied is planned like any other; flyway refuses it unless outOfOrder is set${settings.outOfOrder ? ', as it is here' : ''}`,
  ]
  if (settings.validateNames) {
    sentences.push(
      "validateMigrationNaming is set, and flyway's community edition then fails on U files: slipway new writes one with each migration",
    )
  }
  if (databaseOf(settings.url) !== 'mysql') {
    sentences.push(
      'CREATE INDEX CONCURRENTLY runs: Slipway holds the lock of flyway without a transaction, where flyway waits for its own (postgresql.transactional.lock)',
    )
  }
  if (Object.values(settings.placeholders).some(({ secret }) => secret === true)) {
    sentences.push(
      "placeholders from FLYWAY_PLACEHOLDERS_… count as secret, and a statement that uses one is refused (keep it: placeholders: { name: { env: 'FLYWAY_PLACEHOLDERS_NAME', secret: false } })",
    )
  }
  const time = settings.placeholderPrefix + settings.timePlaceholder + settings.placeholderSuffix
  const restless = repeatable.filter((file) => file.text().includes(time)).length
  if (restless > 0) {
    sentences.push(
      `${restless} repeatable ${restless === 1 ? 'script asks' : 'scripts ask'} for ${time}, so that flyway always runs them again; Slipway runs a script again when its text changes`,
    )
  }
  if (settings.group) sentences.push("group is kept: all that is pending shares one transaction (transaction: 'batch')")
  return sentences
}
