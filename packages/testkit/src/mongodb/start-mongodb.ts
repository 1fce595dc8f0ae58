import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../engines/engine-error.ts'
import { freePort } from '../engines/free-port.ts'
import { giveTo, runDirectory } from '../engines/run-directory.ts'
import { serverUser, type ServerUser } from '../engines/server-user.ts'
import { installMongodb } from './install-mongodb.ts'
import { serveNode, type MongodbNode, type RunningNode } from './mongodb-node.ts'
import type { MongodbNodes, MongodbVersion } from './mongodb-version.ts'
import { initiate, runOn, setName, untilWritable } from './replica-set.ts'

/** How a test wants its MongoDB. */
export interface MongodbOptions {
  readonly version: MongodbVersion
  /** Members of the replica set, default 1; 0 is a server without one. */
  readonly nodes?: MongodbNodes
  /** Writes every command to the server's log before it runs. Default false. */
  readonly logStatements?: boolean
  /** Further options of mongod, by their names on its command line; an empty text is one without a value. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A MongoDB of the test's own, on 127.0.0.1, journaled, for its user `root`, who may do everything. */
export interface MongodbServer extends AsyncDisposable {
  /** Of the whole replica set; names no database. */
  readonly url: string
  readonly dir: string
  readonly version: MongodbVersion
  /** The members of the replica set, or the one server. */
  readonly nodes: readonly MongodbNode[]
  /**
   * The member that takes writes now; waits for an election that goes on.
   *
   * @throws EngineError when there is none within a minute.
   */
  primary(): Promise<MongodbNode>
  /**
   * Makes the primary step down and waits until another member takes writes.
   *
   * @returns the new primary.
   * @throws EngineError without three nodes.
   */
  stepDown(): Promise<MongodbNode>
  /** What the members have logged so far, one after the other, one JSON document a line. */
  log(): Promise<string>
  /** Ends every member and deletes the data. Safe to call twice. */
  stop(): Promise<void>
}

const smallSettings: Readonly<Record<string, string>> = {
  bind_ip: '127.0.0.1',
  nounixsocket: '',
  wiredTigerCacheSizeGB: '0.25',
}

function optionsOf(settings: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => (value === '' ? [`--${name}`] : [`--${name}`, value]))
}

function parametersOf(options: MongodbOptions, keyFile: string): readonly string[] {
  const parameters: Record<string, string> = { ttlMonitorSleepSecs: '1', diagnosticDataCollectionEnabled: 'false' }
  if (options.logStatements === true) parameters['logComponentVerbosity'] = '{"command":{"verbosity":2}}'
  return [
    ...optionsOf({ ...smallSettings, ...options.settings }),
    ...(options.nodes === 0 ? ['--auth'] : ['--replSet', setName, '--oplogSize', '64', '--keyFile', keyFile]),
    ...Object.entries(parameters).flatMap(([name, value]) => ['--setParameter', `${name}=${value}`]),
  ]
}

async function makeKey(file: string, user: ServerUser): Promise<void> {
  await writeFile(file, randomBytes(96).toString('base64'), { mode: 0o400 })
  await giveTo(user, file, 0o400)
}

/**
 * Starts a MongoDB replica set, or a single server, of the test's own. Always a local one, because its processes are
 * the test's to kill. Always stop it: `await using`, or {@link MongodbServer.stop} in a hook.
 *
 * @throws EngineError when the server cannot be fetched or does not start.
 */
export async function startMongodb(options: MongodbOptions): Promise<MongodbServer> {
  const { version, nodes: count = 1 } = options
  const program = await installMongodb(version)
  const user = await serverUser()
  const dir = await runDirectory(`mongodb-${version}`, user)
  const keyFile = join(dir, 'key')
  await makeKey(keyFile, user)
  const account = { user: 'root', password: randomBytes(12).toString('hex') }
  const login = `${account.user}:${account.password}@`
  const nodes: RunningNode[] = []

  async function startNode(index: number): Promise<RunningNode> {
    const folder = join(dir, `node-${index}`)
    const data = join(folder, 'data')
    await mkdir(data, { recursive: true })
    for (const each of [folder, data]) await giveTo(user, each, 0o700)
    const server = {
      name: `MongoDB ${version}`,
      program,
      user,
      dir: folder,
      parameters: (port: number) => ['--dbpath', data, '--port', String(port), ...parametersOf(options, keyFile)],
    }
    const urlOf = (port: number): string =>
      `mongodb://${login}127.0.0.1:${port}/?authSource=admin&directConnection=true`
    return serveNode(server, urlOf, freePort)
  }

  async function stop(): Promise<void> {
    await Promise.all(nodes.map((node) => node.end()))
    await rm(dir, { recursive: true, force: true })
  }

  async function primary(): Promise<MongodbNode> {
    const index = await untilWritable(nodes.map((node) => node.url))
    return nodes[index] as RunningNode
  }

  try {
    for (let index = 0; index < Math.max(count, 1); index += 1) nodes.push(await startNode(index))
    const hosts = nodes.map((node) => `127.0.0.1:${node.port}`)
    const unnamed = hosts.map((host) => `mongodb://${host}/?directConnection=true`)
    // Without users yet, mongod lets a local client do these things, and no others.
    if (count > 0) await initiate(unnamed[0] ?? '', hosts)
    const first = unnamed[await untilWritable(unnamed)] ?? ''
    await runOn(first, {
      createUser: account.user,
      pwd: account.password,
      roles: ['root'],
      writeConcern: { w: 'majority' },
    })
    return {
      url: `mongodb://${login}${hosts.join(',')}/?authSource=admin&${count === 0 ? 'directConnection=true' : `replicaSet=${setName}`}`,
      dir,
      version,
      nodes,
      primary,
      async stepDown(): Promise<MongodbNode> {
        if (count !== 3) throw new EngineError('Only a replica set of three has somebody to step down for.')
        const before = await primary()
        await runOn(before.url, { replSetStepDown: 20, secondaryCatchUpPeriodSecs: 10 })
        return primary()
      },
      log: async () => (await Promise.all(nodes.map((node) => node.log()))).join(''),
      stop,
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
