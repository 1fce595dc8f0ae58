// What anybody would write who wants no tool. Run as `node postgres-loop.ts FOLDER`, the URL in DATABASE_URL.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'

const [, , folder = '.'] = process.argv
const client = new Client({ connectionString: process.env['DATABASE_URL'] ?? '' })
await client.connect()
await client.query('CREATE TABLE history (id text PRIMARY KEY, at timestamptz DEFAULT now())')
const files = (await readdir(folder)).filter((file) => file.startsWith('V')).toSorted()
for (const file of files) {
  await client.query('BEGIN')
  await client.query(await readFile(join(folder, file), 'utf8'))
  await client.query('INSERT INTO history (id) VALUES ($1)', [file])
  await client.query('COMMIT')
}
await client.end()
