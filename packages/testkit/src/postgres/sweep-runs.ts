import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../engines/is-alive.ts'

async function firstNumber(file: string): Promise<number> {
  return Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10)
}

async function serves(pid: number, dir: string): Promise<boolean> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes(dir)
}

/**
 * Removes what test processes that were killed left behind: their servers and data. A server is only ended when its
 * command line names the folder, so a reused process id harms nobody; where there is no `/proc`, nothing is ended.
 */
export async function sweepRuns(runs: string): Promise<void> {
  for (const name of await readdir(runs)) {
    const dir = join(runs, name)
    const owner = await firstNumber(join(dir, 'owner'))
    if (Number.isNaN(owner) || isAlive(owner)) continue
    const pid = await firstNumber(join(dir, 'data', 'postmaster.pid'))
    if (pid > 0 && isAlive(pid)) {
      if (!(await serves(pid, dir))) continue
      process.kill(pid, 'SIGQUIT')
      for (let tries = 0; isAlive(pid) && tries < 50; tries += 1) await sleep(100)
    }
    await rm(dir, { recursive: true, force: true })
  }
}
