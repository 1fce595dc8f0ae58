import { EngineError } from '../engines/engine-error.ts'
import type { PostgresVersion } from '../postgres/postgres-version.ts'

/** A server that other tests use at the same time: work in a fresh database, change nothing server-wide. */
export interface SharedPostgres {
  readonly url: string
  readonly version: PostgresVersion
}

/**
 * The server of this version that the whole test run shares: the one named in `SLIPWAY_TEST_POSTGRES_<VERSION>_URL`
 * (a superuser's URL), or else one that the run's global setup starts now and ends with the run.
 *
 * @throws EngineError when the run has no global setup, or the server cannot be fetched or started.
 */
export async function sharedPostgres(version: PostgresVersion): Promise<SharedPostgres> {
  const named = process.env[`SLIPWAY_TEST_POSTGRES_${version}_URL`]
  if (named) return { url: named, version }
  const broker = process.env['SLIPWAY_TEST_BROKER']
  if (!broker) {
    throw new EngineError(
      'No shared servers in this process: add "@slipway/testkit/vitest" to globalSetup, ' +
        `or name a server in SLIPWAY_TEST_POSTGRES_${version}_URL.`,
    )
  }
  const response = await fetch(`${broker}/${version}`)
  const text = await response.text()
  if (!response.ok) throw new EngineError(text)
  return { url: text, version }
}
