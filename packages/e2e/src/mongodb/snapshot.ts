import { BSON, MongoClient, type CollectionInfo, type Document } from 'mongodb'
import type { Snapshot } from '../snapshot.ts'

const text = (value: unknown): string => BSON.EJSON.stringify(value, { relaxed: false })

/** Of a collection that only has to be large, the number of documents is enough. */
const MANY = 500

/** Level and action stay behind when a validator is taken away, mean nothing then, and cannot be taken away themselves. */
function settings(options: Document = {}): Document {
  const { validationLevel: _level, validationAction: _action, ...rest } = options
  return options['validator'] === undefined ? rest : options
}

/** Reads a {@link Snapshot} of a MongoDB database. Shares no code with Slipway. */
export async function mongodbSnapshot(url: string): Promise<Snapshot> {
  await using client = new MongoClient(url)
  const db = client.db()
  const lines: string[] = []
  for (const info of await db.listCollections({}, { nameOnly: false }).toArray()) {
    const { name, type, options } = info as CollectionInfo
    if (name.startsWith('system.')) continue
    lines.push(`${type} ${name} ${text(settings(options))}`)
    if (type === 'view') continue
    const { cursor } = await db.command({ listIndexes: name, includeBuildUUIDs: true })
    for (const index of (cursor as { firstBatch: { buildUUID?: unknown; spec?: object; v?: number }[] }).firstBatch) {
      lines.push(`index ${name} ${index.buildUUID === undefined ? text(index) : `building ${text(index.spec)}`}`)
    }
    const rows = await db.collection(name).countDocuments()
    lines.push(`rows ${name} ${rows}`)
    if (rows > MANY) continue
    for (const document of await db.collection(name).find().toArray()) {
      // The server chooses ids, and fields come back in another order than they went.
      const fields = Object.entries(document).filter(([field]) => name !== 'log' || field !== '_id')
      lines.push(`row ${name} ${text(Object.fromEntries(fields.toSorted()))}`)
    }
  }
  return lines.sort()
}

/** The journal of the connected database as it stands: what a command that changes nothing must leave. */
export async function mongodbJournalRows(url: string): Promise<readonly string[]> {
  await using client = new MongoClient(url)
  const database = client.db().databaseName
  const found = await client
    .db('slipway')
    .collection('journal')
    .find({ database, seq: { $gt: 0 } })
    .sort({ seq: 1 })
    .toArray()
  return found.map(text)
}
