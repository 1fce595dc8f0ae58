import type { MariadbVersion, MysqlVersion } from '../mysql/mysql-version.ts'
import { sharedServer, type SharedDemands } from './shared-server.ts'

/** A server that other tests use at the same time: work in a fresh database, change nothing server-wide. */
export interface SharedMysql<V extends string = string> {
  /** Names no database. */
  readonly url: string
  readonly version: V
}

/**
 * The MySQL server of this version that the whole test run shares: the one named in
 * `SLIPWAY_TEST_MYSQL_<VERSION>_URL` (of a user who may do everything; `8_0`), or else one that the run's global setup
 * starts now, in a container where Docker answers, and ends with the run.
 *
 * @throws EngineError when the run has no global setup, or the server cannot be fetched or started.
 */
export async function sharedMysql(version: MysqlVersion, demands?: SharedDemands): Promise<SharedMysql<MysqlVersion>> {
  return { url: await sharedServer({ engine: 'mysql', version }, demands), version }
}

/** The same for MariaDB, with `SLIPWAY_TEST_MARIADB_<VERSION>_URL`. */
export async function sharedMariadb(
  version: MariadbVersion,
  demands?: SharedDemands,
): Promise<SharedMysql<MariadbVersion>> {
  return { url: await sharedServer({ engine: 'mariadb', version }, demands), version }
}
