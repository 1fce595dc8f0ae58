import { join } from 'node:path'
import { readFile } from 'node:fs/promises'
import { spawnServer, type ServerProcess, type ServerProgram } from '../engines/spawn-server.ts'

/** One member of a replica set, or the only server where there is none. */
export interface MongodbNode {
  readonly port: number
  /** Reaches this member alone, whatever its role. */
  readonly url: string
  /** Another one after a restart. */
  readonly pid: number
  /** What this member has logged so far, one JSON document a line. */
  log(): Promise<string>
  /** Kills it with SIGKILL; its data stay, for {@link MongodbNode.restart}. */
  kill9(): Promise<void>
  /** Starts it again on the same port and data, shutting it down first when it runs. */
  restart(): Promise<void>
  /** Stops it where it stands (SIGSTOP): connections stay open and nothing answers. */
  pause(): void
  /** Lets it go on (SIGCONT). */
  resume(): void
}

/** A {@link MongodbNode} and the end of it. */
export interface RunningNode extends MongodbNode {
  /** Ends it at once; its data are of no more use. */
  end(): Promise<void>
}

/** Starts one server on its own folder. */
export async function serveNode(
  server: Omit<ServerProgram, 'log' | 'ready'>,
  urlOf: (port: number) => string,
  choosePort: () => Promise<number>,
): Promise<RunningNode> {
  const log = join(server.dir, 'server.log')
  const launch = (choose: () => Promise<number>): Promise<ServerProcess> =>
    spawnServer({ ...server, log, ready: /"id":23016\b/ }, choose)
  let process = await launch(choosePort)
  const { port } = process
  return {
    port,
    url: urlOf(port),
    get pid(): number {
      return process.pid
    },
    log: () => readFile(log, 'utf8'),
    kill9: () => process.end('SIGKILL'),
    async restart(): Promise<void> {
      // A paused server would not hear of its shutdown.
      process.signal('SIGCONT')
      await process.end('SIGTERM')
      process = await launch(async () => port)
    },
    pause: () => process.signal('SIGSTOP'),
    resume: () => process.signal('SIGCONT'),
    end: () => process.end('SIGKILL'),
  }
}
