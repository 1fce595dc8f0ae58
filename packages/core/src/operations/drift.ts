import { compareSchemas } from '../plan/compare.ts'
import { keptSchema } from './kept.ts'
import { reading } from './reading.ts'
import type { DriftReport } from './results.ts'
import type { Workspace } from '../config/workspace.ts'

/** Compares the schema with the one that the last run left. Writes nothing. */
export async function drift(workspace: Workspace): Promise<DriftReport> {
  return reading(workspace, async ({ session, where, history }) => {
    const before = await keptSchema(workspace, session).read()
    const now = await session.inspect()
    const objects = Object.keys(now.objects).length
    if (!before) return { where, objects, differences: [] }
    const since = history.entries.findLast(({ body }) => body.type === 'run-ended')?.at
    return {
      where,
      ...(since !== undefined && { since }),
      objects,
      differences: compareSchemas(before, now, workspace.ignore),
    }
  })
}
