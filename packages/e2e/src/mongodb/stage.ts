import { freshDatabase, type MongodbOptions, type MongodbServer } from '@slipway/testkit'
import { MongoClient } from 'mongodb'
import type { Stage } from '../kill/stage.ts'
import { openProxy } from '../proxy.ts'
import { mongodbProtocol } from './protocol.ts'
import { mongodbConnection } from './query.ts'
import { mongodbExecutions } from './server-log.ts'
import { mongodbSnapshot } from './snapshot.ts'

/** A replica set of one whose log has every command. */
export const crashMongodb: Pick<MongodbOptions, 'logStatements'> = { logStatements: true }

/** The config of projects on MongoDB. */
export const mongodbConfig: Stage['config'] = {
  driver: 'mongodb({ url: process.env.DATABASE_URL })',
  adapter: 'mongodbFiles()',
  imports: [
    "import { mongodb } from '@slipway/driver-mongodb'",
    "import { mongodbFiles } from '@slipway/adapter-mongodb'",
  ],
}

/** MongoDB as a stage. The server was started as a {@link crashMongodb}. */
export function mongodbStage(server: MongodbServer): Stage {
  const [node] = server.nodes
  if (node === undefined) throw new Error('A server has a node')
  return {
    url: server.url,
    config: mongodbConfig,
    async fresh() {
      const database = await freshDatabase(server)
      // A server that was killed may take long to be back where the machine is busy.
      return { ...database, url: `${database.url}&serverSelectionTimeoutMS=60000` }
    },
    connect: mongodbConnection,
    snapshot: mongodbSnapshot,
    async openProxy() {
      const proxy = await openProxy(node.port, mongodbProtocol)
      // A client that knows the replica set would go to its members, past the proxy.
      const direct = (url: string): string => url.replace(/replicaSet=[^&]+/, 'directConnection=true')
      return { ...proxy, through: (url) => direct(proxy.through(url)) }
    },
    async sessions(url, text, looking) {
      await using client = new MongoClient(url)
      const match = {
        active: true,
        'command.comment': { $regex: text },
        connectionId: { $exists: true },
        ...(looking === 'waiting' ? { waitingForLock: true } : {}),
      }
      const stages = [{ $currentOp: { allUsers: true } }, { $match: match }]
      const ours = await client.db('admin').aggregate(stages).toArray()
      return ours.filter((operation) => String(operation['ns']).startsWith(`${client.db().databaseName}.`)).length
    },
    log: () => server.log(),
    executions: mongodbExecutions,
    kill9: () => node.kill9(),
    restart: () => node.restart(),
  }
}
