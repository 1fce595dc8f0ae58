import type { EntryBody } from '../contract/journal.ts'
import type { Workspace } from '../config/workspace.ts'
import type { Deploy } from './deploy.ts'

/**
 * What this very process wrote before, when the answer to it was lost and it starts again from what the journal says: the
 * name it signs with holds its process id.
 */
export function ownEntry<Type extends EntryBody['type']>(
  workspace: Workspace,
  { history }: Deploy,
  type: Type,
  matches: (body: Extract<EntryBody, { type: Type }>) => boolean,
): Extract<EntryBody, { type: Type }> | undefined {
  for (const { by, body } of history.entries.toReversed()) {
    if (by !== workspace.environment.who || body.type !== type) continue
    const own = body as Extract<EntryBody, { type: Type }>
    if (matches(own)) return own
  }
  return undefined
}
