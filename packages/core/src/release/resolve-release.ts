import type { ReleaseConfig, SlipwayConfig } from '../config/config.ts'
import { SlipwayError } from '../errors/slipway-error.ts'

/** A release of the config, checked. */
export interface ResolvedRelease {
  readonly name: string
  readonly targets: readonly string[]
  readonly coordinator: string
  /** How many participants are applied before the point of no return. */
  readonly forwardAfter: number
}

/** Picks a release from a config. Throws `SW-CONFIG` for what is not there or contradicts itself. */
export function resolveRelease(config: SlipwayConfig, name: string): ResolvedRelease {
  const names = Object.keys(config.releases ?? {})
  const release = config.releases?.[name]
  if (!release) {
    const known = names.length === 0 ? 'It has no "releases".' : `It has: ${names.join(', ')}.`
    throw new SlipwayError('SW-CONFIG', `The config has no release "${name}". ${known} Nothing was changed.`, {
      hint:
        names.length === 0
          ? `Declare one in slipway.config.ts:\n  releases: { ${name}: { targets: ['catalog', 'orders'], coordinator: 'orders' } }`
          : names.map((known) => `--release ${known}`).join('\n'),
      details: { release: name, known: names },
    })
  }
  const { targets, coordinator } = release
  if (targets.length === 0) throw broken(name, 'its "targets" are empty')
  const twice = targets.find((target, index) => targets.indexOf(target) !== index)
  if (twice !== undefined) throw broken(name, `it lists the target "${twice}" twice`)
  for (const target of [...targets, coordinator])
    if (!config.targets?.[target])
      throw broken(name, `it names "${target}", which is not one of the config's "targets"`)
  return { name, targets, coordinator, forwardAfter: pointOfNoReturn(name, release) }
}

function pointOfNoReturn(name: string, { targets, pointOfNoReturn: point }: ReleaseConfig): number {
  if (point === undefined) return targets.length
  const target = 'after' in point ? point.after : point.before
  const index = targets.indexOf(target)
  if (index === -1) throw broken(name, `its point of no return names "${target}", which is not one of its own targets`)
  return 'after' in point ? index + 1 : index
}

function broken(name: string, why: string): SlipwayError {
  return new SlipwayError('SW-CONFIG', `Release "${name}" cannot be used: ${why}. Nothing was changed.`, {
    hint: `releases: { ${name}: { targets: ['catalog', 'orders'], coordinator: 'orders', pointOfNoReturn: { after: 'orders' } } }`,
    details: { release: name },
  })
}
