import type * as Engine from '@prisma/schema-engine-wasm'

/** A list of migrations as the engine takes it. Where a database is in their state already, none has a statement. */
export function chain(names: readonly string[]): Engine.MigrationList {
  return {
    baseDir: '.',
    shadowDbInitScript: '',
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    migrationDirectories: names.map((path) => ({
      path,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: '' } },
    })),
  }
}
