import type { Adapter } from '../contract/adapter.ts'
import type { Driver } from '../contract/driver.ts'
import type { Reporter } from '../contract/event.ts'
import type { Timeouts } from '../contract/plan.ts'
import type { StepRunner } from '../contract/step-runner.ts'

/** One database and the migrations that belong to it. */
export interface TargetConfig {
  readonly driver: Driver
  /** Several sources are merged; ids must stay unique. */
  readonly adapter: Adapter | readonly Adapter[]
  /** Refuses what only makes sense while developing (`redo`, `rollback --missing`, rehearsing on its server). */
  readonly protected?: boolean
  /** Names this project's history where several share a database. Default: `default`. */
  readonly project?: string
  readonly timeouts?: Partial<Timeouts>
  /** Object id patterns (`*` matches anything) left out of plans, drift and proofs, such as nightly partitions. */
  readonly ignore?: readonly string[]
  readonly rehearse?: RehearseConfig
}

/** How rehearsals of a target get their scratch database. */
export interface RehearseConfig {
  /** The server to make scratch databases on. Default: the embedded driver in `embedded`, else the target's own server. */
  readonly driver?: Driver
  /** SQL files run after the replay and before the migration under test, so that rows are present. */
  readonly seed?: readonly string[]
  /** Extensions made by the server's own role, because the scratch role may not. */
  readonly extensions?: readonly string[]
}

/**
 * One release over several stores: a saga. Readers see intermediate states; a failure before the point of no return is
 * compensated in the reverse order, after it there is only forward.
 */
export interface ReleaseConfig {
  /** Its stores, by target, in the order in which they are applied. */
  readonly targets: readonly string[]
  /** The target whose journal records the release. Where it is one of `targets` no further store is needed. */
  readonly coordinator: string
  /** Where the point of no return lies. Default: after the last target, so that any failure is compensated everywhere. */
  readonly pointOfNoReturn?: { readonly after: string } | { readonly before: string }
}

/** What `slipway.config.ts` exports: one target, or several by name. */
export interface SlipwayConfig extends Partial<TargetConfig> {
  readonly targets?: Readonly<Record<string, TargetConfig>>
  /** The target taken when none is named. Default: the only one, else `development`. */
  readonly defaultTarget?: string
  /** Releases over several targets, by the name that `--release` takes. */
  readonly releases?: Readonly<Record<string, ReleaseConfig>>
  readonly runners?: readonly StepRunner[]
  readonly reporters?: readonly Reporter[]
}

/** Identity function that gives a config its types. */
export function defineConfig(config: SlipwayConfig): SlipwayConfig {
  return config
}
