import type { MongodbNodes, MongodbVersion } from '../mongodb/mongodb-version.ts'
import { sharedServer, type SharedDemands } from './shared-server.ts'

/** Which MongoDB a test needs. */
export interface SharedMongodbOptions extends SharedDemands {
  readonly version: MongodbVersion
  /** Members of the replica set, default 1; 0 is a server without one. */
  readonly nodes?: MongodbNodes
}

/** A server that other tests use at the same time: work in a fresh database, change nothing server-wide. */
export interface SharedMongodb {
  /** Of the whole replica set; names no database. */
  readonly url: string
  readonly version: MongodbVersion
  readonly nodes: MongodbNodes
}

/**
 * The MongoDB that the whole test run shares: the one named in `SLIPWAY_TEST_MONGODB_<VERSION>_URL` (of a user who may
 * do everything; `_THREE_NODES_URL` and `_STANDALONE_URL` for the other kinds), or else one that the run's global setup
 * starts now, in a container where Docker answers, and ends with the run.
 *
 * @throws EngineError when the run has no global setup, or the server cannot be fetched or started.
 */
export async function sharedMongodb({ version, nodes = 1, ...demands }: SharedMongodbOptions): Promise<SharedMongodb> {
  return { url: await sharedServer({ engine: 'mongodb', version, nodes }, demands), version, nodes }
}
