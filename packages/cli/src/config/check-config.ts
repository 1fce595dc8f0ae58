import type { CONTRACT, ErrorCode } from '@slipway/core'

/** What is wrong with a configuration, and what cures it. */
export interface ConfigProblem {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string
}

/** Stated here too, so that a plugin for another contract is named before core is asked for anything. */
const contract: typeof CONTRACT = 1

const example = `export default defineConfig({ driver: …, adapter: … })

slipway init    writes one`

function broken(message: string, hint = example): ConfigProblem {
  return { code: 'SW-CONFIG', message, hint }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function checkPlugin(value: unknown, kind: string, where: string): ConfigProblem | undefined {
  if (value === undefined) return broken(`${where} is missing.`)
  if (typeof value === 'function')
    return broken(`${where} is a function; call it: ${kind}: ${value.name || 'factory'}({ … }).`)
  if (!isRecord(value) || value['kind'] !== kind) return broken(`${where} is not a ${kind} plugin.`)
  if (value['contract'] === contract) return undefined
  return {
    code: 'SW-CONTRACT',
    message: `${where} (${String(value['name'])}) was written for contract ${String(value['contract'])}; this is contract ${contract}.`,
    hint: 'Install versions of @slipway/cli and of its plugins that belong together:\nnpm ls @slipway/core',
  }
}

function checkTarget(value: unknown, where: string): ConfigProblem | undefined {
  if (!isRecord(value)) return broken(`${where} is not an object.`)
  const adapters = Array.isArray(value['adapter']) ? value['adapter'] : [value['adapter']]
  if (adapters.length === 0) return broken(`${where}adapter is empty.`)
  const dot = where === '' ? '' : `${where}.`
  return (
    checkPlugin(value['driver'], 'driver', `${dot}driver`) ??
    adapters.map((adapter) => checkPlugin(adapter, 'adapter', `${dot}adapter`)).find((problem) => problem !== undefined)
  )
}

function checkReleases(value: unknown): ConfigProblem | undefined {
  if (value === undefined) return undefined
  const shape = `releases: { shop: { targets: ['catalog', 'orders'], coordinator: 'orders' } }`
  if (!isRecord(value)) return broken('releases is not an object.', shape)
  for (const [name, release] of Object.entries(value)) {
    if (!isRecord(release)) return broken(`releases.${name} is not an object.`, shape)
    if (!Array.isArray(release['targets'])) return broken(`releases.${name}.targets is not a list of targets.`, shape)
    if (typeof release['coordinator'] !== 'string')
      return broken(`releases.${name}.coordinator does not name a target.`, shape)
  }
  return undefined
}

/** Checks the shape of what a configuration file exports. `undefined`: nothing is wrong with it. */
export function checkConfig(value: unknown): ConfigProblem | undefined {
  if (value === undefined) return broken('it has no default export.')
  if (value instanceof Promise) return broken('it exports a promise; await it: export default await …')
  if (!isRecord(value)) return broken('its default export is not a configuration object.')
  const targets = value['targets']
  if (targets === undefined) {
    if (value['driver'] === undefined && value['adapter'] === undefined)
      return broken('it has neither targets nor a driver and an adapter.')
    return checkTarget(value, '')
  }
  if (!isRecord(targets)) return broken('targets is not an object.')
  if (Object.keys(targets).length === 0) return broken('targets is empty.')
  return (
    Object.entries(targets)
      .map(([name, target]) => checkTarget(target, `targets.${name}`))
      .find((problem) => problem !== undefined) ?? checkReleases(value['releases'])
  )
}
