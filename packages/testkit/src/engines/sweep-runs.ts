import { glob, readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './is-alive.ts'

// A killed postmaster would leave its processes behind; the others are one process each, and may be paused.
const ends: Readonly<Record<string, NodeJS.Signals>> = {
  'data/postmaster.pid': 'SIGQUIT',
  'pgbouncer.pid': 'SIGQUIT',
  '{.,node-*}/server.pid': 'SIGKILL',
}

async function firstNumber(file: string): Promise<number> {
  return Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10)
}

async function serves(pid: number, dir: string): Promise<boolean> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes(dir)
}

// One that has ended and that nobody has waited for yet still has an id, and no command line.
async function runs(pid: number): Promise<boolean> {
  return isAlive(pid) && (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'no /proc')) !== ''
}

async function ended(pid: number, signal: NodeJS.Signals): Promise<boolean> {
  try {
    process.kill(pid, signal)
  } catch (error) {
    // Another sweeper was faster.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
  for (let tries = 0; await runs(pid); tries += 1) {
    if (tries === 50) return false
    await sleep(100)
  }
  return true
}

async function sweep(dir: string): Promise<void> {
  const owner = await firstNumber(join(dir, 'owner'))
  if (Number.isNaN(owner) || isAlive(owner)) return
  for (const [pattern, signal] of Object.entries(ends)) {
    for await (const file of glob(join(dir, pattern))) {
      const pid = await firstNumber(file)
      if (pid > 0 && (await runs(pid)) && !((await serves(pid, dir)) && (await ended(pid, signal)))) return
    }
  }
  await rm(dir, { recursive: true, force: true })
}

/**
 * Removes what test processes that were killed left behind: their servers and data. A server is only ended when its
 * command line names the folder, so a reused process id harms nobody; where there is no `/proc`, nothing is ended.
 */
export async function sweepRuns(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await sweep(join(folder, name))
}
