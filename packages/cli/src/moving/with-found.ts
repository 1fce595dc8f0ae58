import type { FoundProject, Workspace } from '@slipway/core'
import type { CommandContext } from '../command.ts'
import { withWorkspace } from '../with-workspace.ts'
import { foundConfig } from './found-config.ts'

/**
 * Opens the target of a found project, with nothing written; `own` names its history. What an error says of a
 * configuration of Slipway's, which is not there yet, is said of the framework's.
 */
export async function withFound<T>(
  context: CommandContext,
  project: FoundProject,
  work: (workspace: Workspace) => Promise<T>,
  own?: string,
): Promise<T> {
  const { cwd } = context.io
  const preset = { config: await foundConfig(cwd, project, own), folder: cwd, file: project.configuration }
  try {
    return await withWorkspace({ ...context, preset }, ({ workspace }) => work(workspace))
  } catch (error) {
    const { SlipwayError } = await import('@slipway/core')
    if (!(error instanceof SlipwayError) || error.hint?.includes('slipway.config.ts') !== true) throw error
    throw new SlipwayError(error.code, error.message, {
      hint: error.hint.replaceAll('slipway.config.ts', project.loaded[0] ?? project.configuration),
      cause: error,
      details: error.details,
    })
  }
}
