/** The versions of MongoDB that have a server to test on. */
export type MongodbVersion = '4.4' | '5.0' | '6.0'

/** Every version of {@link MongodbVersion}, oldest first. */
export const mongodbVersions: readonly MongodbVersion[] = ['4.4', '5.0', '6.0']

/** How many members a replica set has; 0 is a server without one, which has no transactions. */
export type MongodbNodes = 0 | 1 | 3
