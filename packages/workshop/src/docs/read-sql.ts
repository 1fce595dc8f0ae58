import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import { loadMigrations, openWorkspace, readSteps } from '@slipway/core'
import { mysql } from '@slipway/driver-mysql'
import { pglite } from '@slipway/driver-pglite'
import { makeProjectFolder } from './project-folder.ts'

/** Whose SQL a page shows. */
export type ShownSql = 'postgres' | 'mysql'

/**
 * Reads a script as a migration, with the grammar that runs migrations; connects to nothing.
 *
 * @throws SlipwayError when it cannot be read.
 */
export async function readSql(text: string, language: ShownSql = 'postgres'): Promise<void> {
  await using folder = await makeProjectFolder()
  await folder.write('migrations/V1__block.sql', text)
  const driver = language === 'mysql' ? mysql({ url: 'mysql://127.0.0.1/shown' }) : pglite()
  const { workspace, close } = await openWorkspace(
    { driver, adapter: sql() },
    { environment: environment(folder.path) },
  )
  try {
    await workspace.dialect.load?.()
    readSteps(await loadMigrations(workspace))
  } finally {
    await close()
  }
}
