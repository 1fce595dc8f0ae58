import { readdir, readFile } from 'node:fs/promises'

/**
 * The processes that this one started and that still run. Reads `/proc`; empty on systems without it, where the
 * children of a killed PostgreSQL end by themselves a moment later.
 */
export async function childrenOf(parent: number): Promise<readonly number[]> {
  const children: number[] = []
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    // The command name, in parentheses, may hold spaces: the parent is the second field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (Number(fields[1]) === parent) children.push(Number(name))
  }
  return children
}
