import { defaultServerConditions } from 'vite'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const conditions = ['slipway-dev', ...defaultServerConditions]
const fromSource = { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } } }

// Tests start engines and whole processes; a generous limit only ends what hangs, it never measures.
const shared = {
  // Tests start the command line hundreds of times.
  env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compile', import.meta.url)) },
  // Optimizing the one large function of PostgreSQL's grammar takes each worker 600 MB and half a second.
  execArgv: ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering'],
  globalSetup: ['packages/testkit/src/shared/vitest.ts'],
  testTimeout: 300_000,
  hookTimeout: 180_000,
  teardownTimeout: 30_000,
  expect: { poll: { timeout: 60_000 } },
}

export default defineConfig({
  test: {
    pool: 'forks',
    // Two files at a time, whatever the machine: servers and child processes take the rest.
    maxWorkers: 2,
    projects: [
      {
        ...fromSource,
        test: {
          ...shared,
          name: 'unit',
          include: ['packages/**/test/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'packages/e2e/**', 'packages/workshop/**'],
        },
      },
      { ...fromSource, test: { ...shared, name: 'house', include: ['packages/workshop/test/**/*.test.ts'] } },
      {
        ...fromSource,
        test: { ...shared, name: 'e2e', include: ['packages/e2e/test/**/*.test.ts'], testTimeout: 900_000 },
      },
    ],
  },
})
