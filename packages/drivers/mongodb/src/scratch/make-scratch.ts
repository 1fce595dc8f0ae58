import { SlipwayError } from '@slipway/core'
import type { Driver, Scratch, Session } from '@slipway/core/plugin'
import { clientSettings } from '../connect/client-settings.ts'
import { toUrl, urlParts } from '../connect/address.ts'
import type { MongodbOptions } from '../options.ts'
import { insideOf } from '../session/inside.ts'
import { readAllOf } from '../session/read-all.ts'
import { acknowledged } from '../store/prepare.ts'

/** What a scratch is made from. */
export interface ScratchParts {
  readonly options: MongodbOptions
  /** Makes a driver that connects elsewhere. */
  driver(options: MongodbOptions): Driver
}

/** Begins like Slipway's own collections, so that no comparison sees it. */
const MARK = 'slipway.scratch'

async function inDatabase<T>(driver: Driver, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await driver.connect()
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

function explain(thrown: unknown, name: string): unknown {
  if (!(thrown instanceof SlipwayError) || thrown.code !== 'SW-PERMISSION') return thrown
  return new SlipwayError(
    'SW-PERMISSION',
    `A scratch database cannot be made: ${thrown.message}. Nothing is left of it.`,
    {
      hint: `Rehearse as a user that may make databases, on a server of its own:\n  db.grantRolesToUser("<the user>", ["readWriteAnyDatabase", "dbAdminAnyDatabase"])`,
      details: { ...thrown.details, database: name },
    },
  )
}

/** The same server and user, another database; the user stays where it is kept. */
async function elsewhere(options: MongodbOptions, database: string): Promise<MongodbOptions> {
  const settings = await clientSettings(options)
  const parts = urlParts(settings.url)
  if (parts === undefined) throw new SlipwayError('SW-INTERNAL', 'A url that was read cannot be read')
  const kept =
    parts.user === '' || /(?:^|&)authSource=/i.test(parts.query) ? '' : `authSource=${parts.database || 'admin'}`
  const query = [parts.query, kept].filter((part) => part !== '').join('&')
  const url = toUrl({ ...parts, database, query })
  return { url, store: database, ...(options.client === undefined ? {} : { client: options.client }) }
}

/**
 * Makes a database of the same user. It is marked, and dropped only where the mark is this one's; Slipway's own collections
 * are kept in it, so that nothing of it outlives it.
 *
 * @throws SW-PERMISSION with the roles that cure it; SW-USAGE for a nonce that is not lower-case letters and digits.
 */
export async function makeScratch(parts: ScratchParts, nonce: string): Promise<Scratch> {
  if (!/^[a-z0-9_]{1,40}$/.test(nonce)) {
    throw new SlipwayError('SW-USAGE', `A scratch cannot be named ${nonce}: lower-case letters, digits and _ only`)
  }
  const name = `slipway_scratch_${nonce}`
  const options = await elsewhere(parts.options, name)
  const driver = parts.driver(options)

  async function drop(): Promise<void> {
    await inDatabase(driver, async (session) => {
      const inside = insideOf(session)
      const marks = await readAllOf(inside, name, { find: MARK, filter: {} })
      if (marks.length === 0) return
      if (marks.length !== 1 || marks[0]?.['nonce'] !== nonce) {
        throw new SlipwayError(
          'SW-SCOPE',
          `${name} is not the scratch database that was made here. It was not dropped.`,
          {
            hint: `Look at it, and if nobody needs it:\n  db.getSiblingDB("${name}").dropDatabase()`,
          },
        )
      }
      await inside.command(name, { dropDatabase: 1, writeConcern: { w: 'majority' } })
    })
  }

  await inDatabase(driver, async (session) => {
    const inside = insideOf(session)
    try {
      await inside.command(name, { insert: MARK, documents: [{ nonce }], writeConcern: acknowledged })
    } catch (thrown) {
      throw explain(thrown, name)
    }
  })
  return { driver, url: options.url ?? '', name, drop }
}
