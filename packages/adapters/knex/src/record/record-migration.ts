import type { CodeRef, LoadContext, RecordedCode, ServerFacts } from '@slipway/core/plugin'
import type { MigrationSettings } from '../project/settings.ts'
import { loadMigration } from '../run/load-migration.ts'
import { recordCode } from './record-code.ts'
import { passwordOf, secretsOf } from './secrets-of.ts'

/**
 * Tells what a migration of a project would send to a server: it is loaded and run, without a connection. Throws as loading
 * for a run does.
 */
export async function recordMigration(
  ref: CodeRef,
  context: LoadContext & { readonly server: ServerFacts },
  settings: MigrationSettings,
): Promise<RecordedCode> {
  const { path, shown, mode, run } = await loadMigration(ref, context, settings, 'recorded')
  const { knex, config } = settings
  return recordCode({
    knex,
    config,
    run,
    transaction: mode !== 'never',
    path,
    file: shown,
    server: context.server,
    secrets: [...secretsOf(process.env), ...passwordOf(config['connection'])],
  })
}
