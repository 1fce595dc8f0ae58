import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { execFile } from 'node:child_process'
import { chmod, cp, readdir, lchown, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { installPostgres, type PostgresServer } from '@slipway/testkit'
import { query } from './query.ts'

const run = promisify(execFile)

/** A standby that streams from a primary of the test's own. */
export interface Replica extends AsyncDisposable {
  /** Reaches on the replica the database that `url` reaches on the primary. */
  of(url: string): string
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function giveAll(root: string, uid: number, gid: number): Promise<void> {
  await lchown(root, uid, gid)
  for (const entry of await readdir(root, { recursive: true })) await lchown(join(root, entry), uid, gid)
}

/** Stops the primary, copies its data, starts both, and waits until the copy follows. */
export async function startReplica(primary: PostgresServer): Promise<Replica> {
  const bin = await installPostgres(primary.version)
  const data = join(primary.dir, 'data')
  const copy = join(primary.dir, 'replica')
  const { uid, gid } = await stat(data)
  const user = process.getuid?.() === 0 ? { uid, gid } : {}
  const cwd = primary.dir
  await run(join(bin, 'pg_ctl'), ['stop', '-D', data, '-m', 'fast', '-w'], { ...user, cwd })
  await cp(data, copy, { recursive: true })
  await rm(join(copy, 'postmaster.pid'), { force: true })
  await writeFile(join(copy, 'standby.signal'), '')
  if (process.getuid?.() === 0) await giveAll(copy, uid, gid)
  await chmod(copy, 0o700)
  await primary.restart()

  const { hostname, username, password } = new URL(primary.url)
  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    primary_conninfo: `host=${hostname} port=${primary.port} user=${username} password=${password}`,
  }
  const parameters = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(join(bin, 'postgres'), ['-D', copy, ...parameters], { ...user, cwd, stdio: 'ignore' })
  const exited = once(child, 'exit')
  const endWithUs = (): void => void child.kill('SIGKILL')
  process.once('exit', endWithUs)
  const of = (url: string): string => {
    const here = new URL(url)
    here.port = String(port)
    return here.href
  }
  const streams = `SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming'`
  while ((await query(of(primary.url), streams).catch(() => [])).length === 0) {
    if (child.exitCode !== null) throw new Error('The replica did not start')
    await sleep(50)
  }
  return {
    of,
    async [Symbol.asyncDispose]() {
      child.kill('SIGQUIT')
      await exited
      process.off('exit', endWithUs)
    },
  }
}
