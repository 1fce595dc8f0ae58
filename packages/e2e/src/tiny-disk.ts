import { execFile } from 'node:child_process'
import { chown, mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PostgresServer } from '@slipway/testkit'
import { query } from './query.ts'

const run = promisify(execFile)

/** A tablespace `tiny` that has room for 4 MB. Dispose of it after the server has stopped. */
export async function tinyDisk(server: PostgresServer): Promise<AsyncDisposable> {
  const { uid, gid } = await stat(join(server.dir, 'data'))
  const folder = await mkdtemp(join(tmpdir(), 'slipway-tiny-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=4M,uid=${uid},gid=${gid},mode=0700`, 'tmpfs', folder])
  } catch (cause) {
    throw new Error(
      'A full disk is tested on a small file system of its own: run as root, and allow mount (in a container: --cap-add SYS_ADMIN).',
      { cause },
    )
  }
  const place = join(folder, 'space')
  await mkdir(place, { mode: 0o700 })
  await chown(place, uid, gid)
  await query(server.url, `CREATE TABLESPACE tiny LOCATION '${place}'`)
  return {
    async [Symbol.asyncDispose]() {
      await run('umount', [folder])
      await rmdir(folder)
    },
  }
}
