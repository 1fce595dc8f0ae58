import { randomUUID } from 'node:crypto'
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './is-alive.ts'

// A link appears whole: nobody ever sees a lock that does not yet say who holds it.
async function take(lock: string): Promise<boolean> {
  const ticket = `${lock}.${randomUUID()}`
  await writeFile(ticket, String(process.pid))
  try {
    await link(ticket, lock)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  } finally {
    await rm(ticket, { force: true })
  }
}

async function abandoned(lock: string): Promise<boolean> {
  const holder = await readFile(lock, 'utf8').catch(() => undefined)
  return holder !== undefined && !isAlive(Number(holder))
}

// Two waiters may both see that the holder died, and the slower one must not remove the faster one's new lock.
async function removeAbandoned(lock: string): Promise<void> {
  const guard = `${lock}.takeover`
  if (await take(guard)) {
    if (await abandoned(lock)) await rm(lock, { force: true })
    await rm(guard, { force: true })
    return
  }
  const since = await stat(guard).catch(() => undefined)
  if (since !== undefined && Date.now() - since.mtimeMs > 10_000) await rm(guard, { force: true })
}

/** Runs `work` while no other process on this machine holds the lock file; takes over from a holder that died. */
export async function withLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  while (!(await take(lock))) {
    if (await abandoned(lock)) await removeAbandoned(lock)
    else await sleep(200)
  }
  try {
    return await work()
  } finally {
    await rm(lock, { force: true })
  }
}
