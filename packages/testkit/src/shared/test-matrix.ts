import { mongodbVersions, type MongodbNodes } from '../mongodb/mongodb-version.ts'
import { mariadbVersions, mysqlVersions } from '../mysql/mysql-version.ts'
import { postgresVersions } from '../postgres/postgres-version.ts'
import type { WantedServer } from './server-choice.ts'

/** Whether the environment asks for a full run (`SLIPWAY_FULL=1`): older versions too, which take longer. */
export function isFullRun(env: NodeJS.ProcessEnv): boolean {
  return env['SLIPWAY_FULL'] === '1'
}

const topologies: readonly MongodbNodes[] = [1, 3, 0]

/**
 * Every kind of server that a run tests on, each once. An ordinary run takes MongoDB 6.0 only; a full one the versions
 * before it too.
 */
export function testMatrix({ full }: { readonly full: boolean }): readonly WantedServer[] {
  const mongodb = full ? mongodbVersions : mongodbVersions.slice(-1)
  return [
    ...postgresVersions.map((version) => ({ engine: 'postgres', version }) as const),
    ...mysqlVersions.map((version) => ({ engine: 'mysql', version }) as const),
    ...mariadbVersions.map((version) => ({ engine: 'mariadb', version }) as const),
    ...mongodb.flatMap((version) => topologies.map((nodes) => ({ engine: 'mongodb', version, nodes }) as const)),
  ]
}
