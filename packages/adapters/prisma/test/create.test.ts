import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { apply, planRollback, rollback, type Driver, type NewFile, type Scratch } from '@slipway/core'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, runPrisma, sharedPostgres } from '@slipway/testkit'
import { expect, test, vi } from 'vitest'
import { prisma } from '../src/index.ts'
import { folder, open, project7, type Files, type Folder } from './fixtures/project.ts'

const first = `model Customer {
  id     Int     @id @default(autoincrement())
  email  String  @unique
  legacy String?
  orders Order[]
}

enum State {
  open
  paid
}

model Order {
  id         BigInt   @id
  state      State    @default(open)
  customer   Customer @relation(fields: [customerId], references: [id])
  customerId Int
  at         DateTime @default(now()) @db.Timestamptz(3)

  @@index([customerId, at])
}
`
const second = first
  .replace('  legacy String?\n', '  name   String   @default("")\n  tags   String[]\n')
  .replace('  paid\n', '  paid\n  sent\n')
  .replace('  at         DateTime', '  total      Decimal  @default(0) @db.Decimal(12, 2)\n  at         DateTime')
  .replace('@@index([customerId, at])', '@@index([at])')

const migrations = 'prisma/migrations'
const textOf = (files: readonly NewFile[], name: string): string | undefined =>
  files.find(({ path }) => path.endsWith(`/${name}`))?.content
const written = (files: readonly NewFile[]): Files =>
  Object.fromEntries(files.map(({ path, content }) => [path, content]))

const made: string[] = []

const scratches = (driver: Driver) => async (): Promise<Scratch> => {
  const scratch = await driver.scratch?.(randomUUID().replaceAll('-', '').slice(0, 16))
  if (scratch === undefined) throw new TypeError('no scratch')
  made.push(scratch.name)
  return scratch
}

const making = (driver: Driver, { cwd }: Folder) => ({
  async create(title: string, now = '2026-11-22T10:15:00Z'): Promise<readonly NewFile[]> {
    const adapter = await prisma({ cwd })
    const context = { cwd, dialect: await driver.dialect() }
    return (await adapter.create?.({ title, now: new Date(now), scratch: scratches(driver) }, context)) ?? []
  },
  async down(migration: string): Promise<readonly NewFile[]> {
    const adapter = await prisma({ cwd })
    const context = { cwd, dialect: await driver.dialect() }
    return (await adapter.createDown?.({ migration, scratch: scratches(driver) }, context)) ?? []
  },
})

test(
  'an edited schema becomes the migration that Prisma itself writes, and a way back',
  { timeout: 120_000 },
  async () => {
    await using database = await freshDatabase(await sharedPostgres(15))
    vi.stubEnv('DATABASE_URL', database.url)
    const { 'prisma/schema.prisma': datasource = '', 'prisma.config.ts': config = '' } = project7('postgresql')
    const place = folder({
      'prisma.config.ts': String(config).replace('prisma/schema.prisma', 'prisma'),
      'prisma/datasource.prisma': datasource,
      'prisma/shop.prisma': first,
    })
    const driver = postgres({ url: database.url })
    const { create } = making(driver, place)
    const run = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await runPrisma(place.cwd, args, { url: database.url })
      return `${code}\n${stdout}${stderr}`
    }
    const madeByPrisma = async (name: string): Promise<{ readonly id: string; readonly text: string }> => {
      const answer = await run('migrate', 'dev', '--create-only', '--name', name)
      expect(answer).toMatch(/^0\n/)
      const id = String(readdirSync(join(place.cwd, migrations)).find((each) => each.endsWith(`_${name}`)))
      return { id, text: readFileSync(join(place.cwd, migrations, id, 'migration.sql'), 'utf8') }
    }

    const start = await create('start')
    expect(start.map(({ path }) => path)).toEqual([
      `${migrations}/20261122101500_start/migration.sql`,
      `${migrations}/20261122101500_start/down.sql`,
      `${migrations}/migration_lock.toml`,
    ])
    expect((await madeByPrisma('start')).text).toBe(textOf(start, 'migration.sql'))
    expect(readFileSync(join(place.cwd, migrations, 'migration_lock.toml'), 'utf8')).toBe(
      textOf(start, 'migration_lock.toml'),
    )

    place.write({ 'prisma/shop.prisma': second })
    const change = await create('Change much!')
    const change2 = await madeByPrisma('change_much')
    expect(textOf(change, 'migration.sql')).toBe(change2.text)
    expect(change2.text).toContain('Warnings:')
    const down = textOf(change, 'down.sql') ?? ''
    expect(down).toContain('Tried on a scratch database without rows.')
    expect(down).toContain('what was in column public."Customer".legacy')
    expect(down).not.toContain('bring back as it was')
    expect(textOf(change, 'migration_lock.toml')).toBeUndefined()

    // Slipway applies it: its own schema in this database does not look like drift to Prisma.
    place.write({ [`${migrations}/${change2.id}/down.sql`]: down })
    const workspace = await open(place.cwd, driver, await prisma({ cwd: place.cwd }))
    const allow = [{ code: 'SW-DATA-LOSS', reason: 'a test' }]
    expect((await apply(workspace, { allow })).status).toBe('applied')
    const nothing = await create('nothing')
    expect(nothing[0]?.note).toContain('slipway new --down')
    expect((await madeByPrisma('nothing')).text).toBe(textOf(nothing, 'migration.sql'))
    expect(nothing).toHaveLength(1)
    const compared = ['--from-config-datasource', '--to-schema', 'prisma', '--exit-code']
    expect(await run('migrate', 'diff', ...compared)).toMatch(/^0\n[^]*No difference detected/)

    const plan = (await planRollback(workspace)).plan
    expect((await rollback(workspace, { plan })).status).toBe('reverted')
    expect(await run('migrate', 'status')).toContain(change2.id)

    const session = await driver.connect()
    const { rows } = await session.execute({ text: 'SELECT datname::text AS name FROM pg_database' })
    await session.close()
    expect(made.filter((name) => rows.some((row) => row['name'] === name))).toEqual([])
    expect(made.length).toBeGreaterThan(2)
  },
)

const byHand = `CREATE TABLE "Part" (
    "id" SERIAL NOT NULL,
    "size" INTEGER NOT NULL DEFAULT 0,
    "note" TEXT NOT NULL,

    CONSTRAINT "Part_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Part_size" CHECK ("size" >= 0)
);
CREATE INDEX "Part_noted" ON "Part"("note") WHERE "size" > 10;
CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql AS $$ SELECT n * 2; $$;
`
const declared = `model Part {
  id   Int    @id @default(autoincrement())
  size Int    @default(0)
  note String
}
`

test('a way back keeps what people wrote by hand, for new and for old migrations', { timeout: 60_000 }, async () => {
  await using database = await freshDatabase(await sharedPostgres(15))
  const project = project7('postgresql')
  const place = folder({
    ...project,
    'prisma/schema.prisma': `${String(project['prisma/schema.prisma'])}\n${declared.replace('  note String\n', '')}`,
    [`${migrations}/20260101000000_parts/migration.sql`]: byHand,
  })
  const { create, down } = making(postgres({ url: database.url }), place)

  // Dropping the column drops the partial index, of which Prisma knows nothing.
  const files = await create('drop note', '2025-01-01T00:00:00Z')
  expect(files[0]?.path).toBe(`${migrations}/20260101000001_drop_note/migration.sql`)
  expect(textOf(files, 'migration.sql')).toMatch(/\*\/\n-- AlterTable\nALTER TABLE "Part" DROP COLUMN "note";\n$/)
  const back = textOf(files, 'down.sql') ?? ''
  expect(back).toContain('CREATE INDEX "Part_noted"')
  expect(back).not.toContain('bring back as it was')
  expect(back).toContain('what was in column public."Part".note')

  place.write({
    ...written(files),
    [`${migrations}/20260201000000_by_hand/migration.sql`]: `ALTER TABLE "Part" DROP CONSTRAINT "Part_size";
UPDATE "Part" SET "size" = 1;
INSERT INTO "Part" ("size") VALUES (7);
CREATE OR REPLACE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql AS $$ SELECT n + n; $$;
`,
    [`${migrations}/20260202000000_indexed/migration.sql`]:
      'CREATE INDEX CONCURRENTLY "Part_size_idx" ON "Part"("size");\nCREATE INDEX CONCURRENTLY "Part_again" ON "Part"("size", "id");\n',
  })
  const indexed = await down('20260202000000_indexed')
  expect(indexed.map(({ path }) => path)).toEqual([`${migrations}/20260202000000_indexed/down.sql`])
  expect(indexed[0]?.content).toMatch(/DROP INDEX[^]*"Part_again"[^]*DROP INDEX[^]*"Part_size_idx"/)
  expect(indexed[0]?.note).toBe('gives back what was there')
  const hand = textOf(await down('20260201000000_by_hand'), 'down.sql')
  expect(hand).toMatchInlineSnapshot(`
    "-- Undoes 20260201000000_by_hand. Tried on a scratch database without rows.
    -- It does not undo:
    --   update of rows of table public."Part" (line 2)
    --   rows added to table public."Part", which stay (line 3)

    CREATE OR REPLACE FUNCTION public.twice(n integer)
     RETURNS integer
     LANGUAGE sql
    AS $function$ SELECT n * 2; $function$;

    ALTER TABLE public."Part" ADD CONSTRAINT "Part_size" CHECK ((size >= 0));
    "
  `)

  await expect(down('20260101000001_drop_note')).rejects.toMatchObject({ code: 'SW-USAGE' })
  await expect(down('20260202000000_indxed')).rejects.toMatchObject({
    code: 'SW-USAGE',
    hint: 'slipway new --down 20260202000000_indexed',
  })
  place.write({ [`${migrations}/20260203000000_broken/migration.sql`]: '-- two\nDROP TABLE missing;\n' })
  await expect(create('next')).rejects.toMatchObject({
    code: 'SW-PROOF-FAILED',
    message: expect.stringContaining(`${migrations}/20260203000000_broken/migration.sql:2`),
  })
  place.remove(`${migrations}/20260203000000_broken`)
  place.write({ 'prisma/schema.prisma': `${String(project['prisma/schema.prisma'])}\nmodel Part {\n  id Itn @id\n}\n` })
  await expect(create('next')).rejects.toMatchObject({
    code: 'SW-SYNTAX',
    message: expect.stringMatching(/prisma\/schema\.prisma:6/),
  })
})
