import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import { loadMigrations, openWorkspace } from '@slipway/core'
import { pglite } from '@slipway/driver-pglite'
import { makeProjectFolder } from './project-folder.ts'

/**
 * Reads a script as a migration, with the grammar that runs migrations; connects to nothing.
 *
 * @throws SlipwayError when it cannot be read.
 */
export async function readSql(text: string): Promise<void> {
  await using folder = await makeProjectFolder()
  await folder.write('migrations/V1__block.sql', text)
  const { workspace, close } = await openWorkspace(
    { driver: pglite(), adapter: sql() },
    { environment: environment(folder.path) },
  )
  try {
    await loadMigrations(workspace)
  } finally {
    await close()
  }
}
