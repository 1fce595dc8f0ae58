/** What a new configuration is made from. */
export interface NewConfig {
  /** Relative to the project. */
  readonly folder: string
  /** Name of the environment variable that holds the connection. */
  readonly variable: string
}

/** The text of a new slipway.config.ts: it names a variable, never a secret. */
export function configText({ folder, variable }: NewConfig): string {
  return `import { defineConfig } from '@slipway/cli'
import { postgres } from '@slipway/driver-postgres'
import { sql } from '@slipway/adapter-sql'

export default defineConfig({
  targets: {
    development: {
      driver: postgres({ url: process.env['${variable}'] }),
      adapter: sql({ locations: '${folder}' }),
    },
  },
})
`
}

/** What such a configuration imports. */
export const configPackages: readonly string[] = ['@slipway/cli', '@slipway/driver-postgres', '@slipway/adapter-sql']
