import type { Reporter } from '../contract/event.ts'
import type { SlipwayConfig } from '../config/config.ts'
import { resolveTarget } from '../config/resolve-target.ts'
import { defaultTimeouts } from '../config/timeouts.ts'
import { eventQueue } from '../events/event-queue.ts'
import { coreRunners } from '../execute/core-runners.ts'
import type { Environment, Workspace } from '../config/workspace.ts'
import type { CodeLookup } from '../plan/observe-code.ts'

/** What a workspace is opened with, besides the config. */
export interface OpenOptions {
  readonly environment: Environment
  /** Default: the config's `defaultTarget`, the only one, or `development`. */
  readonly target?: string
  readonly reporters?: readonly Reporter[]
  readonly signal?: AbortSignal
  readonly recorded?: CodeLookup
}

/** A workspace, and how to let it go. */
export interface OpenWorkspace {
  readonly workspace: Workspace
  /** Lets reporters finish: waits two seconds at most. */
  close(): Promise<void>
}

/** Makes a target ready for the operations. Its dialect's grammar is loaded once it is needed; connects to nothing. */
export async function openWorkspace(config: SlipwayConfig, options: OpenOptions): Promise<OpenWorkspace> {
  const shared = sharedParts(config, options)
  const workspace = await workspaceOf(config, options.target, shared)
  return { workspace, close: () => shared.events.close(2_000) }
}

/** What the targets of one call share. */
export type SharedParts = Pick<Workspace, 'environment' | 'events' | 'signal' | 'recorded'>

/** Makes the one queue of events, and a signal that may never abort. */
export function sharedParts(config: SlipwayConfig, options: OpenOptions): SharedParts {
  const { environment, recorded } = options
  const reporters = [...(config.reporters ?? []), ...(options.reporters ?? [])]
  const events = eventQueue(reporters, (milliseconds, signal) => environment.sleep(milliseconds, signal))
  const signal = options.signal ?? new AbortController().signal
  return { environment, events, signal, ...(recorded && { recorded }) }
}

/** One target with what it shares with others. */
export async function workspaceOf(
  config: SlipwayConfig,
  asked: string | undefined,
  shared: SharedParts,
): Promise<Workspace> {
  const { name, target } = resolveTarget(config, asked)
  const adapters = Array.isArray(target.adapter) ? target.adapter : [target.adapter]
  return {
    target: name,
    project: target.project ?? 'default',
    driver: target.driver,
    dialect: await target.driver.dialect({ grammar: 'later' }),
    adapters,
    runners: new Map([...coreRunners(), ...(config.runners ?? [])].map((runner) => [runner.runner, runner])),
    timeouts: { ...defaultTimeouts, ...target.timeouts },
    protected: target.protected ?? false,
    // A framework's own tables change with every run and belong to nobody's schema.
    ignore: [...(target.ignore ?? []), ...adapters.flatMap(({ bridge }) => bridge?.objects ?? [])],
    rehearse: target.rehearse ?? {},
    ...shared,
  }
}
