import { CONTRACT, type Plugin } from '@slipway/core/plugin'
import { claim } from '../conformance/check.ts'
import type { TestFunctions } from '../conformance/conformance-tests.ts'

/** One claim about a plugin and the experiment that shows whether it holds. */
export interface PluginCheck {
  /** `group.what`: stable. */
  readonly id: string
  /** What holds when it passes. */
  readonly title: string
  /** Throws when it does not hold. */
  run(): Promise<void>
}

/**
 * Makes a test of each check, under vitest, node:test, or whatever else has the two functions.
 *
 * @example
 * pluginTests('adapter acme', adapterChecks(subject), { describe, test })
 */
export function pluginTests(
  name: string,
  checks: readonly PluginCheck[],
  { describe, test }: Pick<TestFunctions, 'describe' | 'test'>,
): void {
  describe(name, () => {
    for (const check of checks) {
      test(`${check.id}: ${check.title}`, async () => {
        try {
          await check.run()
        } catch (cause) {
          throw new Error(`${check.id}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
        }
      })
    }
  })
}

/** That a factory gives a plugin of this kind, for this contract. */
export function pluginCheck(kind: string, make: () => Plugin<string>): PluginCheck {
  return {
    id: `${kind}.plugin`,
    title: 'the factory gives a plugin with its kind, a name and the contract it was written for',
    async run() {
      const plugin = make()
      claim(plugin.kind === kind, `its kind is ${plugin.kind}, not ${kind}`)
      claim(plugin.name.trim() !== '', 'it has no name')
      claim(plugin.contract === CONTRACT, `it was written for contract ${String(plugin.contract)}, not ${CONTRACT}`)
      claim(make().name === plugin.name, 'a second one has another name: plans and journals name plugins by it')
    },
  }
}

/** The value, frozen through and through: whoever changes it throws. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const inner of Object.values(Object.freeze(value))) frozen(inner)
  return value
}
