// The floor: what anybody would write who wants no tool. Run as `node mongodb-loop.ts FOLDER`, the URL in DATABASE_URL.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BSON, MongoClient, type Document } from 'mongodb'

const [, , folder = '.'] = process.argv
const client = new MongoClient(process.env['DATABASE_URL'] ?? '')
const db = client.db()
const files = (await readdir(folder)).filter((file) => file.startsWith('V')).toSorted()
for (const file of files) {
  const commands = BSON.EJSON.parse(await readFile(join(folder, file), 'utf8')) as readonly Document[]
  for (const command of commands) await db.command(command)
  await db.collection('changelog').insertOne({ fileName: file, appliedAt: new Date() })
}
await client.close()
