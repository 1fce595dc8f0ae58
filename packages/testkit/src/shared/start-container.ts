import { randomBytes } from 'node:crypto'
import type { StartedTestContainer } from 'testcontainers'
import { EngineError } from '../engines/engine-error.ts'
import { freePort } from '../engines/free-port.ts'
import { initiate, setName, untilWritable } from '../mongodb/replica-set.ts'
import type { WantedServer } from './server-choice.ts'
import type { StartedServer } from './start-wanted.ts'

const newPassword = (): string => randomBytes(12).toString('hex')

function serverIn(container: StartedTestContainer, url: string): StartedServer {
  return { url, stop: async () => void (await container.stop()) }
}

interface SqlImage {
  readonly scheme: string
  readonly user: string
  readonly port: number
  readonly passwordVariable: string
  readonly ready: RegExp
  /** How often it says so: a server that only sets up the data says it too. */
  readonly times: number
  readonly database: string
}

const mysql = { scheme: 'mysql', user: 'root', port: 3306, ready: /port: 3306\b/, times: 1, database: '' }

const sqlImages: Readonly<Record<'postgres' | 'mysql' | 'mariadb', SqlImage>> = {
  postgres: {
    scheme: 'postgres',
    user: 'postgres',
    port: 5432,
    passwordVariable: 'POSTGRES_PASSWORD',
    ready: /database system is ready to accept connections/,
    times: 2,
    database: '/postgres',
  },
  mysql: { ...mysql, passwordVariable: 'MYSQL_ROOT_PASSWORD' },
  mariadb: { ...mysql, passwordVariable: 'MARIADB_ROOT_PASSWORD' },
}

async function startSql(image: string, sql: SqlImage): Promise<StartedServer> {
  const { GenericContainer, Wait } = await import('testcontainers')
  const password = newPassword()
  const container = await new GenericContainer(image)
    .withEnvironment({ [sql.passwordVariable]: password })
    .withExposedPorts(sql.port)
    .withWaitStrategy(Wait.forLogMessage(sql.ready, sql.times))
    .start()
  const address = `${container.getHost()}:${container.getMappedPort(sql.port)}`
  return serverIn(container, `${sql.scheme}://${sql.user}:${password}@${address}${sql.database}`)
}

// The image's own start makes the user; a replica set with users also needs a key that only mongod can read.
function mongodScript(ports: readonly number[]): string {
  const common = `--bind_ip_all --replSet ${setName} --keyFile /tmp/key`
  const [first, ...others] = ports
  return [
    'head -c 96 /dev/urandom | base64 -w 0 >/tmp/key && chown mongodb /tmp/key && chmod 400 /tmp/key || exit 1',
    ...others.flatMap((port) => [
      `mkdir -p /data/${port} && chown mongodb /data/${port} || exit 1`,
      `gosu mongodb mongod --port ${port} --dbpath /data/${port} ${common} &`,
    ]),
    `exec docker-entrypoint.sh mongod --port ${first} ${common}`,
  ].join('\n')
}

async function startMongo(image: string, nodes: 0 | 1 | 3): Promise<StartedServer> {
  const { GenericContainer, Wait } = await import('testcontainers')
  const password = newPassword()
  // Three members must know each other by addresses that clients can use too: the same ports inside and outside.
  const ports = nodes === 3 ? [await freePort(), await freePort(), await freePort()] : [27017]
  const exposed = nodes === 3 ? ports.map((port) => ({ container: port, host: port })) : ports
  const said = nodes === 3 ? 4 : 2
  const described = new GenericContainer(image)
    .withEnvironment({ MONGO_INITDB_ROOT_USERNAME: 'root', MONGO_INITDB_ROOT_PASSWORD: password })
    .withExposedPorts(...exposed)
    .withWaitStrategy(Wait.forLogMessage(/Waiting for connections/, said))
  const container = await (
    nodes === 0 ? described : described.withEntrypoint(['bash', '-c', mongodScript(ports)])
  ).start()
  const login = `mongodb://root:${password}@`
  const addresses = ports.map((port) => `${container.getHost()}:${container.getMappedPort(port)}`)
  const direct = addresses.map((address) => `${login}${address}/?authSource=admin&directConnection=true`)
  if (nodes > 0) {
    await initiate(
      direct[0] ?? '',
      ports.map((port) => `127.0.0.1:${port}`),
    )
    await untilWritable(direct)
  }
  if (nodes !== 3) return serverIn(container, direct[0] ?? '')
  if (!/^(?:localhost|127\.0\.0\.1)$/.test(container.getHost())) {
    await container.stop()
    throw new EngineError(
      'A replica set of three in a container can only be reached where Docker runs on this machine.',
    )
  }
  const members = ports.map((port) => `127.0.0.1:${port}`).join(',')
  return serverIn(container, `${login}${members}/?authSource=admin&replicaSet=${setName}`)
}

/**
 * Starts a server in a container, with testcontainers, which also ends it when this process dies.
 *
 * @throws EngineError when a replica set of three would be out of reach; what Docker says when it cannot start it.
 */
export function startContainer(wanted: WantedServer, image: string): Promise<StartedServer> {
  return wanted.engine === 'mongodb' ? startMongo(image, wanted.nodes) : startSql(image, sqlImages[wanted.engine])
}
