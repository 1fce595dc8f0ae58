import { CONTRACT, type Plugin } from '../contract/plugin.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { SlipwayConfig, TargetConfig } from './config.ts'

/** Picks a target from a config and checks its plugins. Throws `SW-CONFIG` and `SW-CONTRACT`. */
export function resolveTarget(
  config: SlipwayConfig,
  name?: string,
): { readonly name: string; readonly target: TargetConfig } {
  const targets = allTargets(config)
  const names = Object.keys(targets)
  const chosen =
    name ??
    config.defaultTarget ??
    (names.length === 1 ? names[0] : names.includes('development') ? 'development' : undefined)
  if (chosen === undefined) {
    throw new SlipwayError(
      'SW-CONFIG',
      names.length === 0
        ? 'The config names no target: it has neither "driver" nor "targets".'
        : 'The config has several targets and none is the default.',
      {
        hint:
          names.length === 0
            ? 'Write a config:\n  slipway init'
            : `Name one:\n${names.map((candidate) => `  --target ${candidate}`).join('\n')}`,
        details: { targets: names },
      },
    )
  }
  const target = targets[chosen]
  if (!target)
    throw new SlipwayError('SW-CONFIG', `The config has no target "${chosen}".`, {
      hint: `It has: ${names.join(', ')}`,
      details: { target: chosen, targets: names },
    })
  check(chosen, target, config)
  return { name: chosen, target }
}

function allTargets(config: SlipwayConfig): Readonly<Record<string, TargetConfig>> {
  if (config.targets) return config.targets
  const { driver, adapter, ...rest } = config
  return driver && adapter ? { default: { ...rest, driver, adapter } } : {}
}

function check(name: string, target: TargetConfig, config: SlipwayConfig): void {
  const adapters = Array.isArray(target.adapter) ? target.adapter : [target.adapter]
  const plugins: readonly (readonly [string, Plugin<string> | undefined])[] = [
    ['driver', target.driver],
    ...adapters.map((adapter) => ['adapter', adapter] as const),
    ...(config.runners ?? []).map((runner) => ['step-runner', runner] as const),
    ...(config.reporters ?? []).map((reporter) => ['reporter', reporter] as const),
  ]
  for (const [kind, plugin] of plugins) {
    if (plugin?.kind !== kind)
      throw new SlipwayError('SW-CONFIG', `Target "${name}": its ${kind} is not a ${kind} plugin.`, {
        hint: `Give it what a package's factory returns, such as:\n  driver: postgres({ url: process.env.DATABASE_URL })`,
        details: { target: name, kind },
      })
    if (plugin.contract !== CONTRACT) {
      throw new SlipwayError(
        'SW-CONTRACT',
        `The ${kind} "${plugin.name}" was written for contract ${String(plugin.contract)}; this is contract ${CONTRACT}.`,
        {
          hint: `Install versions that belong together:\n  npm ls @slipway/core`,
          details: { kind, name: plugin.name, contract: plugin.contract },
        },
      )
    }
  }
}
