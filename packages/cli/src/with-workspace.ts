import type { Reporter, Workspace } from '@slipway/core'
import type { CommandContext } from './command.ts'
import { loadConfig, type LoadedConfig } from './config/load-config.ts'
import { pickTarget } from './config/pick-target.ts'
import { isOn, textOf } from './flags.ts'
import { recordedBefore } from './recorded-before.ts'

/** What a command gets to work with. */
export interface OpenProject {
  readonly workspace: Workspace
  readonly loaded: LoadedConfig
}

/** The configuration of a call: its file, or the preset that stands in for one. */
export async function configuration(context: CommandContext): Promise<LoadedConfig> {
  return context.preset ?? loadConfig(context.io.cwd, textOf(context.flags, 'config'))
}

async function progressReporter(context: CommandContext, workspace: () => Workspace | undefined): Promise<Reporter> {
  const { createReporter } = await import('./render/create-reporter.ts')
  return createReporter({
    io: context.io,
    style: context.style,
    quiet: isOn(context.flags, 'quiet'),
    verbose: isOn(context.flags, 'verbose'),
    now: () => Date.now(),
    where: () => [workspace()?.target, workspace()?.driver.address].filter((part) => part !== undefined).join(' · '),
  })
}

/**
 * Loads the configuration, opens its target, runs one operation, and closes what was opened.
 * `progress` shows on stderr what happens meanwhile.
 */
export async function withWorkspace<T>(
  context: CommandContext,
  work: (project: OpenProject) => Promise<T>,
  show: 'progress' | 'nothing' = 'nothing',
): Promise<T> {
  const { openWorkspace } = await import('@slipway/core')
  const { environment } = await import('./environment.ts')
  const loaded = await configuration(context)
  const target = await pickTarget(loaded.config, textOf(context.flags, 'target'))
  const known: { workspace?: Workspace } = {}
  const reporters = show === 'progress' ? [await progressReporter(context, () => known.workspace)] : []
  const opened = await openWorkspace(loaded.config, {
    ...(target === undefined ? {} : { target }),
    environment: environment(loaded.folder),
    reporters,
    recorded: recordedBefore(loaded.folder),
    signal: context.io.signal,
  })
  known.workspace = opened.workspace
  try {
    return await work({ workspace: opened.workspace, loaded })
  } finally {
    await opened.close()
  }
}
