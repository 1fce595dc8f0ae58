import { SlipwayError } from '@slipway/core'
import type { Session } from '@slipway/core/plugin'
import { inBackticks } from '../dialect/names/quote-identifier.ts'
import { findPlace, type Place, type Send } from './place.ts'
import { definitions, parts, placeOf, tablesIn, type Tables } from './tables.ts'

/** Where a driver's sessions find Slipway's tables: looked up once it is needed, and again until they are there. */
export interface Store {
  /** The tables, as far as is known by now. */
  place(session: Session): Promise<Place>
  /** The database that they stand in, once it was looked up. */
  known(): string | undefined
  /** Makes what is missing. */
  prepare(session: Session): Promise<Tables>
}

const sender =
  (session: Session): Send =>
  async (text, params = []) =>
    (await session.execute({ text, params })).rows

const denied = (thrown: unknown): thrown is SlipwayError =>
  thrown instanceof SlipwayError && thrown.code === 'SW-PERMISSION'

/** Adds the grant that lets a user read the store. */
export function mayRead(tables: Tables, thrown: unknown): unknown {
  if (!denied(thrown)) return thrown
  return new SlipwayError('SW-PERMISSION', `The journal may not be read: ${thrown.message}. Nothing was changed.`, {
    hint: `GRANT SELECT ON ${inBackticks(tables.schema)}.* TO '<the user>'@'<host>';`,
    details: thrown.details,
  })
}

async function createIn(session: Session, tables: Tables): Promise<void> {
  for (const part of parts) await session.execute({ text: definitions(tables)[part] })
}

const mayNotCreate = (tables: Tables, thrown: SlipwayError): SlipwayError =>
  new SlipwayError(
    'SW-PERMISSION',
    `The journal cannot be created in ${placeOf(tables)}: ${thrown.message}. Nothing was changed.`,
    {
      hint: `GRANT CREATE, SELECT, INSERT, UPDATE, DELETE ON ${inBackticks(tables.schema)}.* TO '<the user that deploys>'@'<host>';`,
      details: thrown.details,
    },
  )

/** Creates the store. Where its place is open and a database of its own may not be made, the prefix it is. */
async function create(session: Session, { tables, open }: Place): Promise<Tables> {
  try {
    if (tables.prefix === '') {
      await session.execute({
        text: `CREATE DATABASE IF NOT EXISTS ${inBackticks(tables.schema)} DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
      })
    }
    await createIn(session, tables)
    return tables
  } catch (thrown) {
    if (!denied(thrown)) throw thrown
    if (!open) throw mayNotCreate(tables, thrown)
    const beside = tablesIn(tables.database, tables.database)
    try {
      await createIn(session, beside)
    } catch (second) {
      throw denied(second) ? mayNotCreate(beside, second) : second
    }
    return beside
  }
}

/** Makes the store of one driver; `stated`: the database that its options name. */
export function storeOf(stated: string | undefined): Store {
  let known: Place | undefined
  const look = async (session: Session): Promise<Place> => {
    if (known === undefined || known.existing.size < parts.length) known = await findPlace(sender(session), stated)
    return known
  }
  return {
    place: look,
    known: () => known?.tables.schema,
    async prepare(session) {
      const place = await look(session)
      if (place.existing.size === parts.length) return place.tables
      const tables = await create(session, place)
      known = { tables, existing: new Set(parts), open: false }
      return tables
    },
  }
}
