import type { SlipwayConfig } from '../config/config.ts'
import type { Workspace } from '../config/workspace.ts'
import { sharedParts, workspaceOf, type OpenOptions, type SharedParts } from '../operations/open-workspace.ts'
import { resolveRelease, type ResolvedRelease } from './resolve-release.ts'

/** The stores of one release, ready for the operations. Nothing is connected yet. */
export interface ReleaseWorkspace extends SharedParts {
  readonly release: ResolvedRelease
  /** In the order in which they are applied. */
  readonly participants: readonly Workspace[]
  /** The store that holds the record; one of the participants, or a further one. */
  readonly coordinator: Workspace
}

/** Makes the stores of a release ready. Loads their dialects; connects to nothing. Throws `SW-CONFIG`. */
export async function openRelease(
  config: SlipwayConfig,
  options: Omit<OpenOptions, 'target'> & { readonly release: string },
): Promise<{ readonly workspace: ReleaseWorkspace; close(): Promise<void> }> {
  const release = resolveRelease(config, options.release)
  const shared = sharedParts(config, options)
  const participants = await Promise.all(release.targets.map((target) => workspaceOf(config, target, shared)))
  const coordinator =
    participants.find(({ target }) => target === release.coordinator) ??
    (await workspaceOf(config, release.coordinator, shared))
  return { workspace: { ...shared, release, participants, coordinator }, close: () => shared.events.close(2_000) }
}
