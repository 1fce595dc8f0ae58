import type { Database } from './databases.ts'

/** What a new configuration is made from. */
export interface NewConfig {
  readonly database: Database
  /** Relative to the project. */
  readonly folder: string
  /** Name of the environment variable that holds the connection. */
  readonly variable: string
}

/** The text of a new slipway.config.ts: it names a variable, never a secret. */
export function configText({ database: { driver, adapter }, folder, variable }: NewConfig): string {
  return `import { defineConfig } from '@slipway/cli'
import { ${driver.factory} } from '${driver.package}'
import { ${adapter.factory} } from '${adapter.package}'

export default defineConfig({
  targets: {
    development: {
      driver: ${driver.factory}({ url: process.env['${variable}'] }),
      adapter: ${adapter.factory}({ locations: '${folder}' }),
    },
  },
})
`
}

/** What such a configuration imports. */
export function configPackages({ driver, adapter }: Database): readonly string[] {
  return ['@slipway/cli', driver.package, adapter.package]
}
