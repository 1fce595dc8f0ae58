import { apply, planRollback, rollback } from '@slipway/core'
import { mysql } from '@slipway/driver-mysql'
import { pglite } from '@slipway/driver-pglite'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, sharedMysql, sharedPostgres } from '@slipway/testkit'
import { afterEach, expect, test, vi } from 'vitest'
import { prisma } from '../src/index.ts'
import { making, textOf, written } from './fixtures/making.ts'
import { folder, open, project7, type Files } from './fixtures/project.ts'

const migrations = 'prisma/migrations'

afterEach(() => vi.unstubAllEnvs())

const byHand = `CREATE TABLE "Part" (
    "id" SERIAL NOT NULL,
    "size" INTEGER NOT NULL DEFAULT 0,
    "note" TEXT NOT NULL,

    CONSTRAINT "Part_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Part_size" CHECK ("size" >= 0)
);
CREATE INDEX "Part_noted" ON "Part"("note") WHERE "size" > 10;
CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql AS $$ SELECT n * 2; $$;
CREATE VIEW seen AS SELECT id FROM outside;
`
const declared = `model Part {
  id   Int    @id @default(autoincrement())
  size Int    @default(0)
  note String
}
`

test('a way back keeps what people wrote by hand, for new and for old migrations', async () => {
  await using database = await freshDatabase(await sharedPostgres(15))
  const project = project7('postgresql')
  const place = folder({
    ...project,
    'prisma.config.ts': String(project['prisma.config.ts']).replace(
      "path: 'prisma/migrations'",
      "path: 'prisma/migrations', initShadowDb: 'CREATE TABLE outside (id int)' }, tables: { external: ['public.outside']",
    ),
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
    [`${migrations}/20260201000001_typed/migration.sql`]:
      "CREATE TYPE kind AS ENUM ('a', 'b');\nCREATE TYPE spare AS (a integer);\nCREATE FUNCTION b() RETURNS int LANGUAGE sql AS 'SELECT 1';\n",
    [`${migrations}/20260201000002_untyped/migration.sql`]: 'DROP TYPE kind;\nDROP TYPE spare;\nDROP FUNCTION b();\n',
    [`${migrations}/20260202000000_indexed/migration.sql`]:
      'CREATE INDEX CONCURRENTLY "Part_size_idx" ON "Part"("size");\nCREATE INDEX CONCURRENTLY "Part_again" ON "Part"("size", "id");\n',
  })
  const indexed = await down('20260202000000_indexed')
  expect(indexed.map(({ path }) => path)).toEqual([`${migrations}/20260202000000_indexed/down.sql`])
  expect(indexed[0]?.content).toMatch(/DROP INDEX[^]*"Part_again"[^]*DROP INDEX[^]*"Part_size_idx"/)
  expect(indexed[0]?.note).toBe('gives back what was there')
  const untyped = textOf(await down('20260201000002_untyped'), 'down.sql')
  expect(untyped).toMatch(/FUNCTION public\.b[^]*CREATE TYPE public\.spare[^]*CREATE TYPE public\.kind/)
  expect(untyped).not.toMatch(/OWNER|slipway_scratch/)
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

  place.write({ [`${migrations}/20260204000000_rows/migration.sql`]: 'DELETE FROM "Part";\n' })
  await expect(down('20260204000000_rows')).rejects.toMatchObject({ code: 'SW-IRREVERSIBLE' })
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

// With what the engine of version 7 refuses.
const version6 = `datasource db {
  provider  = "postgresql"
  url       = env("DATABASE_URL")
  directUrl = env("DATABASE_URL")
}

generator client {
  provider        = "prisma-client-js"
  previewFeatures = ["metrics",
    "views"]
}
`

test('a way back stands in the schema that the url names, and is tried where rehearsals are', async () => {
  await using database = await freshDatabase(await sharedPostgres(15))
  vi.stubEnv('DATABASE_URL', `${database.url}?schema=shop`)
  const schema = (model: string): Files => ({ 'prisma/schema.prisma': `${version6}\n${model}` })
  const place = folder(schema(declared))
  const { create } = making(pglite(), place)
  const start = await create('start')
  expect(textOf(start, 'migration.sql')).toMatch(/^-- CreateTable\nCREATE TABLE "Part"/)
  place.write(written(start))
  place.write(schema(declared.replace('note ', 'text ')))
  const next = await create('rename')
  place.write(written(next))
  expect(textOf(next, 'down.sql')).toMatch(/until a DEFAULT is given:\n--   "note"\n/)

  place.write(schema('model Part {\n  id Itn @id\n}\n'))
  await expect(create('wrong')).rejects.toMatchObject({ message: expect.stringContaining('schema.prisma:14') })

  const adapter = await prisma({ cwd: place.cwd })
  const driver = postgres(adapter.connection())
  const workspace = await open(place.cwd, driver, adapter)
  const allow = [{ code: 'SW-DATA-LOSS', reason: 'a test' }]
  expect((await apply(workspace, { allow })).status).toBe('applied')
  const { plan } = await planRollback(workspace, { count: 2 })
  expect((await rollback(workspace, { plan })).status).toBe('reverted')
})

test('on MySQL a way back is written, and a new migration takes the native engine', async () => {
  await using database = await freshDatabase(await sharedMysql('8.0'))
  const place = folder({
    ...project7('mysql'),
    [`${migrations}/20260101000000_init/migration.sql`]:
      'CREATE TABLE `Part` (\n    `id` INTEGER NOT NULL AUTO_INCREMENT,\n    `note` VARCHAR(191) NULL,\n    PRIMARY KEY (`id`)\n);\n',
    [`${migrations}/20260102000000_more/migration.sql`]:
      'ALTER TABLE `Part` DROP COLUMN `note`;\nCREATE INDEX `Part_again` ON `Part`(`id`);\n',
  })
  const { create, down } = making(mysql({ url: database.url }), place)
  const [file] = await down('20260102000000_more')
  expect(file?.content).toMatchInlineSnapshot(`
    "-- Undoes 20260102000000_more. Tried on a scratch database without rows.
    -- It does not undo:
    --   what was in column Part.note (line 1)

    ALTER TABLE \`Part\` DROP INDEX \`Part_again\`;

    ALTER TABLE \`Part\` ADD COLUMN \`note\` varchar(191) COLLATE utf8mb4_0900_ai_ci DEFAULT NULL AFTER \`id\`;
    "
  `)
  await expect(create('next')).rejects.toMatchObject({
    code: 'SW-UNSUPPORTED',
    hint: expect.stringContaining('npx prisma migrate dev --create-only'),
  })
})
