import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { freshDatabase, prismaVersion, runPrisma, startPostgres } from '../src/index.ts'

const config = `export default {
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL },
}
`
const schema = (fields: string): string => `datasource db {
  provider = "postgresql"
}

model Customer {
  id ${fields}
}
`

test("Prisma's own command line works against PostgreSQL", async () => {
  // Others run Prisma on the shared servers, and its shadow databases are looked for here.
  await using server = await startPostgres({ version: 15 })
  await using database = await freshDatabase(server)
  const folder = await mkdtemp(join(tmpdir(), 'slipway-prisma-project-'))
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const prisma = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runPrisma(folder, args, { url: database.url })
    return `${code}\n${stdout}${stderr}`
  }
  const columns = async (): Promise<string> => {
    const { rows } = await client.query<{ column_name: string }>(
      `SELECT column_name::text FROM information_schema.columns WHERE table_name = 'Customer' ORDER BY 1`,
    )
    return rows.map((row) => row.column_name).join(' ')
  }
  try {
    await mkdir(join(folder, 'prisma'))
    await writeFile(join(folder, 'prisma.config.ts'), config)
    await writeFile(join(folder, 'prisma/schema.prisma'), schema('Int @id'))
    expect(await prisma('migrate', 'dev', '--name', 'first')).toMatch(/^0\n[^]*in sync/)
    expect(await columns()).toBe('id')

    // A body between dollars holds semicolons: the whole script reaches the server as one message.
    const second = join(folder, 'prisma/migrations/20990101000000_second')
    await mkdir(second)
    await writeFile(
      join(second, 'migration.sql'),
      `ALTER TABLE "Customer" ADD COLUMN "tags" text[], ADD CHECK (id > 0);
CREATE FUNCTION greet() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'a;b'; END $$;
`,
    )
    expect(await prisma('migrate', 'status')).toMatch(/^1\n[^]*20990101000000_second/)
    expect(await prisma('migrate', 'deploy')).toMatch(/^0\n/)
    expect(await prisma('migrate', 'status')).toMatch(/^0\n[^]*up to date/)
    expect(await columns()).toBe('id tags')

    await writeFile(join(folder, 'prisma/schema.prisma'), schema('Int @id\n  name String?'))
    expect(await prisma('migrate', 'dev', '--create-only', '--name', 'add name')).toMatch(/^0\n/)
    const made = (await readdir(join(folder, 'prisma/migrations'))).find((name) => name.endsWith('_add_name'))
    const sql = await readFile(join(folder, 'prisma/migrations', String(made), 'migration.sql'), 'utf8')
    expect(sql).toBe(`/*
  Warnings:

  - You are about to drop the column \`tags\` on the \`Customer\` table. All the data in the column will be lost.

*/
-- AlterTable
ALTER TABLE "Customer" DROP COLUMN "tags",
ADD COLUMN     "name" TEXT;
`)

    // A script that fails leaves nothing behind, and Prisma says which.
    const failing = join(folder, 'prisma/migrations/20990202000000_failing')
    await mkdir(failing)
    await writeFile(join(failing, 'migration.sql'), 'CREATE TABLE half (id int);\nSELECT * FROM missing;\n')
    expect(await prisma('migrate', 'deploy')).toMatch(/^1\n[^]*missing[^]*20990202000000_failing/)
    expect(await prisma('migrate', 'deploy')).toMatch(/^1\n[^]*P3009/)
    expect((await client.query(`SELECT to_regclass('half') AS half`)).rows).toEqual([{ half: null }])
    expect(await prisma('migrate', 'resolve', '--rolled-back', '20990202000000_failing')).toMatch(/^0\n/)

    const { rows } = await client.query<{ datname: string }>(
      `SELECT datname::text FROM pg_database WHERE datname LIKE 'prisma_migrate_shadow_db%'`,
    )
    expect(rows).toEqual([])
    expect(await prisma('--version')).toContain(prismaVersion)
  } finally {
    await client.end()
    await rm(folder, { recursive: true, force: true })
  }
})
