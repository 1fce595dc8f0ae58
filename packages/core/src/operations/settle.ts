import { deploy } from './deploy.ts'
import { reading } from './reading.ts'
import type { Workspace } from '../config/workspace.ts'

/**
 * Finds out what interrupted statements did and journals it, so that a rollback planned next undoes that too. Takes the
 * deploy lock only when there is such a statement. Answers whether there was one. Throws `SW-UNKNOWN` where only a person
 * can decide.
 */
export async function settle(workspace: Workspace): Promise<boolean> {
  const open = await reading(workspace, async ({ journalled }) =>
    [...journalled.migrations.values()].some((migration) => migration.open !== undefined),
  )
  return open && deploy(workspace, async ({ settled }) => settled)
}
