import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { apply, planRollback, rollback } from '@slipway/core'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, runPrisma, sharedPostgres } from '@slipway/testkit'
import { afterEach, expect, test, vi } from 'vitest'
import { prisma } from '../src/index.ts'
import { making, textOf } from './fixtures/making.ts'
import { folder, open, project7 } from './fixtures/project.ts'

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

afterEach(() => vi.unstubAllEnvs())

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
    const { create, made } = making(driver, place)
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
    expect(made.length).toBeGreaterThan(1)
  },
)
