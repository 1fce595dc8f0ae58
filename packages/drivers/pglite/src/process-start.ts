import { readFileSync } from 'node:fs'

/** When a process began, in a form that a later process of the same id will not have; `undefined` when it is not alive. */
export function processStart(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
  } catch (thrown) {
    // A process of somebody else may not be signalled, but it lives.
    if ((thrown as NodeJS.ErrnoException).code !== 'EPERM') return undefined
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    // The name of the program, in parentheses, may hold spaces; the 22nd field is the start in ticks since boot.
    return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`
  } catch {
    return 'alive'
  }
}
