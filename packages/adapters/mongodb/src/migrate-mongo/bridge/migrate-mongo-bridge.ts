import type { Bridge, ObjectId } from '@slipway/core/plugin'
import type { Settings } from '../settings.ts'
import { prepareCollections } from './prepare-collections.ts'
import { readHistory } from './read-history.ts'
import { rowLock } from './row-lock.ts'
import { amendRow, writeRow } from './write-row.ts'

/** The link with the collection in which migrate-mongo keeps what it applied. */
export function migrateMongoBridge(settings: Settings): Bridge {
  const { changelog, lock } = settings
  return {
    name: 'migrate-mongo',
    table: changelog,
    objects: [changelog, ...(lock === undefined ? [] : [lock.collection])].flatMap(objectsOf),
    ...(lock !== undefined && { lock: rowLock(lock) }),
    read: (context) => readHistory(context, settings),
    prepare: (context) => prepareCollections(context, settings),
    write: (context, change) => writeRow(context, change, settings),
    amend: (context, migration) => amendRow(context, migration, settings),
  }
}

function objectsOf(collection: string): readonly ObjectId[] {
  const name = /^[A-Za-z_][\w-]*$/.test(collection) ? collection : JSON.stringify(collection)
  return [`collection:${name}`, `validator:${name}`, `index:${name}.*`, `indexes:${name}`, `uuid:${name}`]
}
