import type { PostgresVersion } from '../postgres/postgres-version.ts'
import { sharedServer, type SharedDemands } from './shared-server.ts'

/** A server that other tests use at the same time: work in a fresh database, change nothing server-wide. */
export interface SharedPostgres {
  readonly url: string
  readonly version: PostgresVersion
}

/**
 * The PostgreSQL server of this version that the whole test run shares: the one named in
 * `SLIPWAY_TEST_POSTGRES_<VERSION>_URL` (a superuser's URL), or else one that the run's global setup starts now, in a
 * container where Docker answers, and ends with the run.
 *
 * @throws EngineError when the run has no global setup, or the server cannot be fetched or started.
 */
export async function sharedPostgres(version: PostgresVersion, demands?: SharedDemands): Promise<SharedPostgres> {
  return { url: await sharedServer({ engine: 'postgres', version }, demands), version }
}
