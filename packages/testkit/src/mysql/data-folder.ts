import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { runDirectory } from '../engines/run-directory.ts'
import { serverUser, type ServerUser } from '../engines/server-user.ts'

/** Where a server of the test's own keeps its data, and who may use it. */
export interface DataFolder {
  /** Everything of this server, its logs included. */
  readonly dir: string
  /** Of the databases; not made yet. */
  readonly data: string
  /** Of the user `root`. */
  readonly password: string
  readonly user: ServerUser
}

/** A folder and a password for a new server. */
export async function dataFolder(name: string): Promise<DataFolder> {
  const user = await serverUser()
  const dir = await runDirectory(name, user)
  return { dir, data: join(dir, 'data'), password: randomBytes(12).toString('hex'), user }
}
