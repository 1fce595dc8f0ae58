import { EngineError } from '../engines/engine-error.ts'
import type { MongodbNodes, MongodbVersion } from '../mongodb/mongodb-version.ts'
import type { MariadbVersion, MysqlVersion } from '../mysql/mysql-version.ts'
import type { PostgresVersion } from '../postgres/postgres-version.ts'
import { testMatrix } from './test-matrix.ts'

/** A server that a test needs. */
export type WantedServer =
  | { readonly engine: 'postgres'; readonly version: PostgresVersion }
  | { readonly engine: 'mysql'; readonly version: MysqlVersion }
  | { readonly engine: 'mariadb'; readonly version: MariadbVersion }
  | { readonly engine: 'mongodb'; readonly version: MongodbVersion; readonly nodes: MongodbNodes }

/** Where a server comes from. */
export type ServerChoice =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'container'; readonly image: string }
  | { readonly kind: 'local' }

const images = { postgres: 'postgres', mysql: 'mysql', mariadb: 'mariadb', mongodb: 'mongo' } as const

const topologies: Readonly<Record<MongodbNodes, string>> = { 0: '_STANDALONE', 1: '', 3: '_THREE_NODES' }

/** The environment variable in which such a server is named, for example `SLIPWAY_TEST_MYSQL_8_0_URL`. */
export function urlVariable(wanted: WantedServer): string {
  const version = String(wanted.version).replaceAll('.', '_')
  const topology = wanted.engine === 'mongodb' ? topologies[wanted.nodes] : ''
  return `SLIPWAY_TEST_${wanted.engine.toUpperCase()}_${version}${topology}_URL`
}

/** The URL in the environment, if there is one. */
export function namedUrl(wanted: WantedServer, env: NodeJS.ProcessEnv): string | undefined {
  return env[urlVariable(wanted)] || undefined
}

/**
 * Where a server comes from: a URL in the environment first, then a container where Docker answers, else programs
 * on this machine. Nothing is looked up here.
 *
 * @param docker whether a Docker engine answers.
 */
export function chooseServer(wanted: WantedServer, env: NodeJS.ProcessEnv, docker: boolean): ServerChoice {
  const url = namedUrl(wanted, env)
  if (url !== undefined) return { kind: 'url', url }
  return docker ? { kind: 'container', image: `${images[wanted.engine]}:${wanted.version}` } : { kind: 'local' }
}

/** How processes of a run ask the broker for a server. */
export function pathOf(wanted: WantedServer): string {
  const base = `${wanted.engine}/${wanted.version}`
  return wanted.engine === 'mongodb' ? `${base}/${wanted.nodes}` : base
}

/**
 * What {@link pathOf} wrote, read again.
 *
 * @throws EngineError when there is no such engine, version or number of nodes.
 */
export function wantedAt(path: string): WantedServer {
  const known = testMatrix({ full: true })
  const found = known.find((wanted) => pathOf(wanted) === path)
  if (found !== undefined) return found
  throw new EngineError(`There is no engine "${path}" to test on, only ${known.map(pathOf).join(', ')}.`)
}
