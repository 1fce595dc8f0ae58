import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { freshDatabase, runPrisma, sharedPostgres } from '@slipway/testkit'
import { expect, test, vi } from 'vitest'
import { apply, baseline, planRollback, repair, rollback, status, type Session, type Workspace } from '@slipway/core'
import { postgres } from '@slipway/driver-postgres'
import { prisma } from '../src/index.ts'
import { folder, open, project7, type Files } from './fixtures/project.ts'

const at = (name: string): string => `prisma/migrations/${name}`

const firstHalf: Files = {
  [`${at('20260101000000_init')}/migration.sql`]: `/*
  Warnings:

  - You are about to do something.
  reason: not a header of ours

*/
-- CreateTable
CREATE TABLE "Customer" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "Customer_pkey" PRIMARY KEY ("id")
);
`,
  [`${at('20260102000000_windows')}/migration.sql`]:
    'CREATE TABLE windows (id int);\r\nCREATE INDEX ON windows (id);\r\n',
  [`${at('20260103000000_function')}/migration.sql`]: `CREATE FUNCTION greet() RETURNS text LANGUAGE plpgsql AS $$
BEGIN RETURN 'a;b'; END $$;
`,
}

const secondHalf: Files = {
  [`${at('20260104000000_wrapped')}/migration.sql`]:
    'BEGIN;\nALTER TABLE "Customer" ADD COLUMN "email" TEXT;\nCOMMIT;\n',
  [`${at('20260105000000_by_email')}/migration.sql`]:
    '-- CreateIndex\nCREATE INDEX CONCURRENTLY "Customer_email_idx" ON "Customer"("email");\n',
  [`${at('20260105000000_by_email')}/down.sql`]: 'DROP INDEX CONCURRENTLY "Customer_email_idx";\n',
  [`${at('20260106000000_windows_again')}/migration.sql`]: 'CREATE TABLE again (id int);\r\n',
  [`${at('20260106000000_windows_again')}/down.sql`]: 'DROP TABLE again;\n',
  [`${at('20260107000000_empty')}/migration.sql`]: '-- This is an empty migration.',
}

interface Ground {
  readonly workspace: Workspace
  readonly session: Session
  prisma(...args: string[]): Promise<string>
  /** Rows as they stand, but for what no two runs share. */
  rows(name?: string): Promise<readonly unknown[]>
  told(): Promise<readonly string[]>
}

async function onGround(work: (ground: Ground) => Promise<void>, url: string, cwd: string): Promise<void> {
  vi.stubEnv('DATABASE_URL', url)
  const adapter = await prisma({ cwd })
  const driver = postgres(adapter.connection())
  const workspace = await open(cwd, driver, adapter)
  const session = await driver.connect()
  try {
    await work({
      workspace,
      session,
      async prisma(...args) {
        const { code, stdout, stderr } = await runPrisma(cwd, args, { url })
        return `${code}\n${stdout}${stderr}`
      },
      async rows(name = '%') {
        const { rows } = await session.execute({
          text: `SELECT migration_name, checksum, logs, applied_steps_count, length(id) AS id,
            finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS rolled_back,
            started_at <= coalesce(finished_at, started_at) AS in_order,
            started_at BETWEEN now() - interval '10 minutes' AND now() AS now
            FROM _prisma_migrations WHERE migration_name LIKE $1 ORDER BY started_at`,
          params: [name],
        })
        return rows
      },
      async told() {
        return (await status(workspace)).migrations.map(({ id, state }) => `${id.slice(15)} ${state}`)
      },
    })
  } finally {
    await session.close()
    vi.unstubAllEnvs()
  }
}

test('Prisma and Slipway share one history', async () => {
  await using database = await freshDatabase(await sharedPostgres(15))
  const { cwd, write } = folder({ ...project7('postgresql'), ...firstHalf })
  await onGround(
    async ({ workspace, prisma: run, rows, told }) => {
      expect(await run('migrate', 'deploy')).toMatch(/^0\n/)
      write(secondHalf)
      expect(await told()).toEqual([
        'init applied',
        'windows applied',
        'function applied',
        'wrapped pending',
        'by_email pending',
        'windows_again pending',
        'empty pending',
      ])

      await apply(workspace)
      expect(await run('migrate', 'status')).toMatch(/^0\n[^]*up to date/)
      expect(await run('migrate', 'deploy')).toMatch(/^0\n[^]*No pending/)
      const bySlipway = (await rows()).slice(3)
      expect(bySlipway).toHaveLength(4)

      await rollback(workspace, { plan: (await planRollback(workspace, { to: '20260104000000_wrapped' })).plan })
      expect(await run('migrate', 'status')).toMatch(/^1\n[^]*by_email[^]*windows_again[^]*empty/)
      expect(await run('migrate', 'deploy')).toMatch(/^0\n/)
      const again = (await rows()).slice(3)
      expect(again.slice(0, 4)).toEqual([
        bySlipway[0],
        ...bySlipway.slice(1).map((row) => ({ ...(row as object), rolled_back: true })),
      ])
      expect(again.slice(4)).toEqual(bySlipway.slice(1))
      expect((await told()).every((line) => line.endsWith(' applied'))).toBe(true)

      // Drift would be an error; what differs from the empty schema are the tables of these files, and none of ours.
      expect(await run('migrate', 'dev', '--create-only', '--name', 'all')).toMatch(/^0\n/)
      const made = globSync('prisma/migrations/*_all/migration.sql', { cwd }).map((file) =>
        readFileSync(join(cwd, file), 'utf8'),
      )
      expect(made.join('').match(/DROP TABLE \S+/g)).toEqual([
        'DROP TABLE "Customer";',
        'DROP TABLE "again";',
        'DROP TABLE "windows";',
      ])
    },
    database.url,
    cwd,
  )
})

test('what failed is settled, and what is stated is written as Prisma writes it', async () => {
  await using database = await freshDatabase(await sharedPostgres(15))
  const failing = '20260104000000_failing'
  const files = { ...project7('postgresql'), ...firstHalf }
  const { cwd, write } = folder({ ...files, [`${at(failing)}/migration.sql`]: 'SELECT * FROM missing;\n' })
  await onGround(
    async ({ workspace, prisma: run, rows }) => {
      expect(await run('migrate', 'deploy')).toMatch(/^1\n[^]*missing/)
      await expect(apply(workspace)).rejects.toMatchObject({
        code: 'SW-HISTORY-CONFLICT',
        message: expect.stringContaining('has not finished it'),
      })
      await repair(workspace, { acceptEdit: [], forget: [failing], why: 'nothing of it is left' })
      const [settled] = await rows(failing)
      expect(settled).toMatchObject({ finished: false, rolled_back: true, applied_steps_count: 0 })

      write({ [`${at(failing)}/migration.sql`]: '-- nothing\n' })
      await apply(workspace)
      expect(await run('migrate', 'deploy')).toMatch(/^0\n[^]*No pending/)
      expect((await rows(failing))[1]).toMatchObject({
        finished: true,
        rolled_back: false,
        applied_steps_count: 1,
        logs: null,
      })

      // Stated by one tool and by the other, on a database that has all of it already.
      const [one, two] = ['20260105000000_one', '20260106000000_two']
      write({ [`${at(one)}/migration.sql`]: 'SELECT 1;\n', [`${at(two)}/migration.sql`]: 'SELECT 1;\n' })
      expect(await run('migrate', 'resolve', '--applied', one)).toMatch(/^0\n/)
      await baseline(workspace, { through: two, why: 'it is there' })
      const [byPrisma, bySlipway] = (await rows('%_')).slice(-2)
      expect(bySlipway).toEqual({ ...(byPrisma as object), migration_name: two })
    },
    database.url,
    cwd,
  )
})

test('the schema of the url is where files run and where the history stands, or it is refused', async () => {
  await using database = await freshDatabase(await sharedPostgres(15))
  vi.stubEnv('DATABASE_URL', `${database.url}?schema=Web%20Shop`)
  const { cwd } = folder({
    ...project7('postgresql'),
    [`${at('20260101000000_one')}/migration.sql`]: 'CREATE TABLE one (id int);',
  })
  const adapter = await prisma({ cwd })
  const driver = postgres(adapter.connection())
  await apply(await open(cwd, driver, adapter))
  const session = await driver.connect()
  try {
    const { rows } = await session.execute({
      text: `SELECT count(*)::int AS rows, to_regclass('"Web Shop".one') IS NOT NULL AS made FROM "Web Shop"._prisma_migrations`,
    })
    expect(rows).toEqual([{ rows: 1, made: true }])
    const elsewhere = await open(cwd, postgres({ url: database.url }), adapter)
    await expect(status(elsewhere)).rejects.toMatchObject({
      code: 'SW-CONFIG',
      message: expect.stringContaining('"Web Shop", this connection in "public"'),
    })
  } finally {
    await session.close()
    vi.unstubAllEnvs()
  }
})
