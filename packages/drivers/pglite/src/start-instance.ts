import { createHook } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SlipwayError } from '@slipway/core'
import type { PGlite, PGliteOptions as Creation } from '@electric-sql/pglite'
import { baseImage } from './base-image.ts'
import { lockDirectory, type Unlock } from './lock-directory.ts'
import type { PgliteOptions } from './options.ts'

/** A running database of this process. */
export interface Instance {
  readonly db: PGlite
  /** Tells this database from others that began as the same image. */
  readonly id: string
  close(): Promise<void>
}

const isEmpty = (directory: string): boolean => {
  try {
    return readdirSync(directory).length === 0
  } catch {
    return true
  }
}

/** Creates PGlite; the timers that it leaves running would keep the process from ending for seconds. */
async function create(options: Creation): Promise<PGlite> {
  const { PGlite } = await import('@electric-sql/pglite')
  const timers: NodeJS.Timeout[] = []
  const hook = createHook({
    init: (_id, type, _trigger, resource) => {
      if (type === 'Timeout') timers.push(resource as NodeJS.Timeout)
    },
  }).enable()
  try {
    return await PGlite.create(options)
  } finally {
    hook.disable()
    for (const timer of timers) timer.unref()
  }
}

async function createNew(options: Creation, cache: string | undefined): Promise<PGlite> {
  const image = baseImage(cache)
  const loadDataDir = await image.load()
  if (loadDataDir !== undefined) {
    try {
      return await create({ ...options, loadDataDir })
    } catch {
      await image.discard()
    }
  }
  const db = await create(options)
  await image.keep(db)
  return db
}

function identityIn(directory: string | undefined): string {
  if (directory === undefined) return randomUUID()
  const file = join(directory, 'slipway.id')
  try {
    return readFileSync(file, 'utf8')
  } catch {
    const id = randomUUID()
    writeFileSync(file, id)
    return id
  }
}

/**
 * Starts a database in memory, or in a directory that no other process has open.
 *
 * @throws SW-DIRECTORY-LOCKED, SW-CONNECT
 */
export async function startInstance(options: PgliteOptions, directory: string | undefined): Promise<Instance> {
  let unlock: Unlock = () => undefined
  if (directory !== undefined) {
    mkdirSync(dirname(directory), { recursive: true })
    unlock = lockDirectory(directory)
  }
  const creation: Creation = {
    ...(directory === undefined ? {} : { dataDir: directory }),
    ...(options.extensions === undefined ? {} : { extensions: options.extensions }),
  }
  try {
    const fresh = directory === undefined || isEmpty(directory)
    const db = await (fresh ? createNew(creation, options.cache) : create(creation))
    const id = identityIn(directory)
    return {
      db,
      id,
      async close() {
        try {
          await db.close()
        } finally {
          unlock()
        }
      },
    }
  } catch (thrown) {
    unlock()
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    throw new SlipwayError(
      'SW-CONNECT',
      `PGlite did not start in ${directory ?? 'memory'}: ${why}. Nothing was changed.`,
    )
  }
}
