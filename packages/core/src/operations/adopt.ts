import { adoption, adoptionOf, type Adoption } from './adoption.ts'
import { deploy } from './deploy.ts'
import { readAll } from './reading.ts'
import type { Workspace } from '../config/workspace.ts'

/** What an adoption wrote, and how everything agrees after it. */
export interface Adopted extends Adoption {
  /** Entries that the journal got. */
  readonly appended: number
  /** Rows that a framework's table got, because it was not there although the journal says that they are applied. */
  readonly written: readonly string[]
}

/**
 * Takes what a framework applied into the journal, under the deploy lock and the framework's own; runs no migration. A
 * framework's table that is not there is made, with what the journal says.
 * @throws `SW-HISTORY-CONFLICT` where only a person can decide.
 */
export async function adopt(workspace: Workspace): Promise<Adopted> {
  const before = await adoption(workspace)
  return deploy(
    workspace,
    async (locked) => {
      const found = await readAll(workspace, locked.session)
      const written = before.tables.flatMap(({ lacking }) => lacking)
      return { ...(await adoptionOf(workspace, found)), appended: before.entries, written }
    },
    { makesTables: true },
  )
}
