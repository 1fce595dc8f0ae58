// The floor: what anybody would write who wants no tool. Run as `node mysql-loop.ts FOLDER`, the URL in DATABASE_URL.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'

const [, , folder = '.'] = process.argv
const connection = await createConnection(process.env['DATABASE_URL'] ?? '')
await connection.query('CREATE TABLE history (id varchar(50) PRIMARY KEY, at timestamp DEFAULT CURRENT_TIMESTAMP)')
const files = (await readdir(folder)).filter((file) => file.startsWith('V')).toSorted()
for (const file of files) {
  const script = await readFile(join(folder, file), 'utf8')
  for (const statement of script.split(';\n').filter((each) => each !== '')) await connection.query(statement)
  await connection.query('INSERT INTO history (id) VALUES (?)', [file])
}
await connection.end()
