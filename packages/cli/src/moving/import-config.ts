import type { FoundProject, WrittenCall } from '@slipway/core'
import type { ConfigParts } from './found-config.ts'

/** A variable for a target whose connection stands in the framework's own configuration, which the project is about to leave. */
function variableOf(target: string, { targets }: FoundProject): string {
  const name = target.toUpperCase().replaceAll(/\W+/g, '_')
  return targets.length === 1 ? 'DATABASE_URL' : `${/^\d/.test(name) ? '_' : ''}${name}_DATABASE_URL`
}

/** The configuration of an imported project: the files that were written, and connections that need the framework no more. */
export function importedConfig(found: FoundProject, call: WrittenCall): ConfigParts {
  return {
    call,
    targets: found.targets.map(({ name, driver }) => ({
      name,
      driver: {
        ...driver,
        source: /\bproject\b/.test(driver.source)
          ? `{ url: process.env['${variableOf(name, found)}'] }`
          : driver.source,
      },
    })),
  }
}

/** Variables that a configuration reads. */
export function variablesOf({ targets }: ConfigParts): readonly string[] {
  const sources = targets.map(({ driver }) => driver.source).join(' ')
  const names = [...sources.matchAll(/process\.env(?:\.(\w+)|\['(\w+)'\])/g)].map(([, dot, bracket]) => dot ?? bracket)
  return [...new Set(names)].filter((name) => name !== undefined)
}
