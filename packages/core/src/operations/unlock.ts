import { SlipwayError } from '../errors/slipway-error.ts'
import { whereOf } from './reading.ts'
import type { UnlockResult } from './results.ts'
import type { Workspace } from '../config/workspace.ts'

/** Shows who holds the deploy lock; clears it when its session is dead, and ends a living one only when told to. */
export async function unlock(
  workspace: Workspace,
  options: { readonly terminate?: boolean } = {},
): Promise<UnlockResult> {
  const session = await workspace.driver.connect()
  try {
    const where = whereOf(workspace, session)
    const holder = await workspace.driver.holder(session, workspace.project)
    if (!holder) return { where, broken: false }
    if (holder.session && !options.terminate) {
      throw new SlipwayError(
        'SW-LOCKED',
        `The deploy lock is held by ${holder.owner}, and its session lives: pid ${holder.session.id}. Nothing was changed.`,
        {
          hint: 'Let it finish, or end it (its open transaction is rolled back by the server):\n  slipway unlock --terminate',
          details: { owner: holder.owner, pid: holder.session.id, heldFor: holder.heldFor },
        },
      )
    }
    await workspace.driver.breakLease(session, workspace.project)
    return { where, holder, broken: true }
  } finally {
    await session.close()
  }
}
