import { SlipwayError } from '@slipway/core'
import type { Session } from '@slipway/core/plugin'
import { inBackticks } from '../dialect/names/quote-identifier.ts'
import { findPlace, type Place, type Send } from './place.ts'
import { definitions, parts, placeOf, signs, tablesIn, type Tables } from './tables.ts'

/** Where a driver's sessions find Slipway's tables: looked up once it is needed, and again until they are there. */
export interface Store {
  /** The tables, as far as is known by now. */
  place(session: Session): Promise<Place>
  /** The database that they stand in, once it was looked up. */
  known(): string | undefined
  /** Makes what is missing. */
  prepare(session: Session): Promise<Tables>
  /** Says that the tables may be gone: they are looked up again. */
  forgotten(): void
}

const sender =
  (session: Session): Send =>
  async (text, params = []) =>
    (await session.execute({ text, params })).rows

const denied = (thrown: unknown): thrown is SlipwayError =>
  thrown instanceof SlipwayError && thrown.code === 'SW-PERMISSION'

const mayNotCreate = (tables: Tables, thrown: SlipwayError): SlipwayError =>
  new SlipwayError(
    'SW-PERMISSION',
    `The journal cannot be created in ${placeOf(tables)}: ${thrown.message}. Nothing was changed.`,
    {
      hint: `GRANT CREATE, SELECT, INSERT, UPDATE, DELETE ON ${inBackticks(tables.schema)}.* TO '<the user that deploys>'@'<host>';`,
      details: thrown.details,
    },
  )

/** Statements that make what is missing may be sent again; many do it at once, and the server lets them collide. */
export async function sendAgain(session: Session, statement: Parameters<Session['execute']>[0]): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await session.execute(statement)
      return
    } catch (thrown) {
      if (!(thrown instanceof SlipwayError) || thrown.details['kind'] !== 'deadlock' || tries === 10) throw thrown
    }
  }
}

async function createIn(session: Session, tables: Tables): Promise<void> {
  const made = definitions(tables)
  try {
    if (tables.prefix === '') {
      const text = `CREATE DATABASE IF NOT EXISTS ${inBackticks(tables.schema)} DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`
      await sendAgain(session, { text })
    }
    for (const part of parts) await sendAgain(session, { text: made[part] })
    for (const text of signs(tables)) await sendAgain(session, { text })
  } catch (thrown) {
    throw denied(thrown) ? mayNotCreate(tables, thrown) : thrown
  }
}

/** Creates the store. Where its place is open and a database of its own may not be made, the prefix it is. */
async function create(session: Session, { tables, open }: Place): Promise<void> {
  try {
    await createIn(session, tables)
  } catch (thrown) {
    if (!denied(thrown) || !open) throw thrown
    await createIn(session, tablesIn(tables.database, tables.database))
  }
}

/** Makes the store of one driver; `stated`: the database that its options name. */
export function storeOf(stated: string | undefined): Store {
  let known: Place | undefined
  const ready = (place: Place): boolean => !place.open && place.existing.size === parts.length
  const look = async (session: Session): Promise<Place> => {
    if (known === undefined || !ready(known)) known = await findPlace(sender(session), stated)
    return known
  }
  return {
    place: look,
    known: () => known?.tables.schema,
    forgotten: () => void (known = undefined),
    async prepare(session) {
      const place = await look(session)
      if (ready(place)) return place.tables
      await create(session, place)
      // Somebody with other rights may have made one elsewhere at the same moment: then it is found twice, and refused.
      return (await look(session)).tables
    },
  }
}
