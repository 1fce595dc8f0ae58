import { AsyncLocalStorage } from 'node:async_hooks'
import { Socket } from 'node:net'

/** What a migration is watched for while it runs. */
interface Watch {
  readonly ports: ReadonlySet<number>
  /** Filled with the addresses that were refused. */
  readonly refused: string[]
}

const watched = new AsyncLocalStorage<Watch>()
let guarded = false

/**
 * Runs code whose own connections to a database are refused before they are made, also those that pools of the application
 * make for it: what goes through them is neither journalled nor undone, and may wait for our own locks forever. Answers the
 * addresses that were refused. Other connections go through.
 */
export async function refusingConnections(
  ports: ReadonlySet<number>,
  work: () => Promise<void>,
): Promise<readonly string[]> {
  if (!guarded) guard()
  guarded = true
  const watch: Watch = { ports, refused: [] }
  try {
    await watched.run(watch, work)
  } catch (thrown) {
    if (watch.refused.length === 0) throw thrown
  }
  return watch.refused
}

/** Leaves the watch: what Slipway itself connects to for a statement is not the migration's. */
export function unwatched<T>(work: () => Promise<T>): Promise<T> {
  return watched.exit(work)
}

function guard(): void {
  const { connect } = Socket.prototype
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
    const watch = watched.getStore()
    const address = watch === undefined ? undefined : databaseOf(args, watch.ports)
    if (watch === undefined || address === undefined) return Reflect.apply(connect, this, args) as Socket
    watch.refused.push(address)
    process.nextTick(() => this.destroy(new Error(`a migration may not open a connection of its own to ${address}`)))
    return this
  } as typeof connect
}

/** The address, where it is a database's: one of these ports, or a socket as these servers name theirs. */
function databaseOf(args: readonly unknown[], ports: ReadonlySet<number>): string | undefined {
  const [first, second] = args.flat() as readonly unknown[]
  const given = typeof first === 'object' && first !== null ? (first as Readonly<Record<string, unknown>>) : {}
  const path = typeof given['path'] === 'string' ? given['path'] : typeof first === 'string' ? first : ''
  if (/\.s\.PGSQL\.\d+$|(?:mysqld?|mariadbd?)[^/]*\.sock$/.test(path)) return path
  const port = Number(given['port'] ?? first)
  const host = given['host'] ?? (typeof second === 'string' ? second : 'localhost')
  return ports.has(port) ? `${String(host)}:${port}` : undefined
}
