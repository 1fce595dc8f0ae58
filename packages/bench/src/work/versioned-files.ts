import { script, type SqlMigration } from './tables.ts'

/** Files as Slipway reads them, and as a loop over the sorted names does. */
export function versionedFiles(migrations: readonly SqlMigration[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    migrations.flatMap(({ number, up, down }) => [
      [`V${number}__step.sql`, script(up)],
      [`U${number}__step.sql`, script(down)],
    ]),
  )
}
