import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { freshDatabase, installAlembic, sharedPostgres } from '@slipway/testkit'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { Dialect, Migration, Step } from '@slipway/core/plugin'
import { postgresDialect } from '@slipway/dialect-postgres'
import { mysql } from '@slipway/driver-mysql'
import { alembic, type AlembicOptions } from '../src/index.ts'
import { chain } from './chain.ts'
import { base, project, revision } from './project.ts'
import { pythonUrl } from './servers.ts'

let python: string
beforeEach(async () => {
  const installed = await installAlembic()
  python = installed.path
  for (const [name, value] of Object.entries(installed.env)) vi.stubEnv(name, value)
})
afterEach(() => vi.unstubAllEnvs())

interface Told {
  readonly cwd: string
  load(options?: AlembicOptions, dialect?: Dialect): Promise<Readonly<Record<string, Migration>>>
}

function at(files: Readonly<Record<string, string>>): Told {
  const told = project(files)
  onTestFinished(() => told[Symbol.dispose]())
  return {
    cwd: told.cwd,
    async load(options = {}, dialect) {
      const context = { cwd: told.cwd, dialect: dialect ?? (await postgresDialect()) }
      const found = await alembic({ python, ...options }).load(context)
      return Object.fromEntries(found.map((migration) => [migration.id, migration]))
    },
  }
}

/** Statements on one line each, or why there are none. */
function told(steps: readonly Step[] | null | undefined): readonly string[] {
  return (steps ?? []).map((step) => {
    if (step.kind === 'code') return `refused: ${step.refused?.why}`
    return 'text' in step ? step.text.replace(/\s+/g, ' ') : step.kind
  })
}

test('Alembic writes the SQL of both directions, once', async () => {
  const { cwd, load } = at(chain)
  const first = await load()
  expect(told(first['b1']?.up)).toEqual([
    'BEGIN',
    'CREATE TABLE invoices ( id SERIAL NOT NULL, number VARCHAR(20), PRIMARY KEY (id) )',
    'COMMIT',
    'CREATE UNIQUE INDEX CONCURRENTLY invoices_number ON invoices (number)',
    'BEGIN',
    "INSERT INTO invoices (id, number) VALUES (1, 'a;b')",
    "UPDATE invoices SET number = 'c'",
    'COMMIT',
  ])
  expect(first['b1']?.up[3]?.at).toEqual({ file: 'db/versions/billing.py', line: 11 })
  expect(told(first['b1']?.down)).toEqual([
    'DROP INDEX CONCURRENTLY invoices_number',
    'BEGIN',
    'DROP TABLE invoices',
    'COMMIT',
  ])
  expect(first['a1']?.up[2]).toMatchObject({ text: expect.stringContaining("'O''Hara\t100%: done'") })
  expect(told(first['f1']?.down)).toEqual(['DROP INDEX orders_status'])
  expect(told(first['e1']?.up)).toEqual([
    expect.stringContaining('refused: upgrade() of revision e1 cannot be planned'),
  ])
  expect(told(first['e1']?.down)).toEqual(['ALTER TABLE orders DROP COLUMN note'])
  expect(JSON.stringify(first)).not.toContain('alembic_version')

  expect(await load({ python: join(cwd, 'no-python') })).toEqual(first)
  rmSync(join(cwd, '.slipway'), { recursive: true })
  const without = await load({ python: join(cwd, 'no-python') })
  expect(told(without['m1']?.up)).toEqual([])
  expect(told(without['a1']?.up)).toEqual([expect.stringContaining('no-python cannot be started')])
  expect(readdirSync(cwd)).not.toContain('.slipway')
})

test('the dialect is the one of the target', async () => {
  const dialect = await mysql({ url: 'mysql://nobody@127.0.0.1:1/none' }).dialect()
  const found = await at(chain).load({}, dialect)
  expect(told(found['b1']?.up)[0]).toMatch(/id INTEGER NOT NULL AUTO_INCREMENT/)
  expect(told(found['f1']?.down)).toEqual(['DROP INDEX orders_status ON orders'])
})

/** Revisions that follow each other: their upgrades and downgrades. */
function line(...bodies: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const files = bodies.map(([upgrade, downgrade], index) => {
    const parent = index === 0 ? 'None' : `"r${index - 1}"`
    return [
      `db/versions/r${index}.py`,
      revision(`revision = "r${index}"\ndown_revision = ${parent}`, upgrade, downgrade),
    ]
  })
  return { ...base, ...Object.fromEntries(files) }
}

test('what offline mode cannot tell is said, each for itself, and without a secret', async () => {
  const found = await at(
    line(
      ['op.get_bind().execute(sa.text("SELECT 1"))', 'sa.inspect(op.get_bind())'],
      ['x = 1\nraise ValueError("no luck at postgresql://u:secret@h/x.")', 'raise ValueError("secret")'],
      ['sa.create_engine("postgresql+psycopg://u@127.0.0.1:1/x").connect()', 'pass'],
      [`op.execute("SELECT setval('s', 1)")`, 'op.execute("COMMIT")\nop.execute("DROP INDEX CONCURRENTLY i")'],
    ),
  ).load()
  const why = (half: readonly Step[] | null | undefined): string =>
    told(half)
      .join()
      .replace(/^.*cannot be planned: /, '')
  expect(why(found['r0']?.up)).toBe('it reads the database, which offline mode has not')
  expect(why(found['r0']?.down)).toBe('it reads the database, which offline mode has not')
  expect(why(found['r1']?.up)).toBe('Alembic cannot write its SQL: no luck at postgresql://***@h/x (ValueError)')
  expect(found['r1']?.down).toBeNull()
  expect(why(found['r2']?.up)).toBe('it connects to a database by itself')
  expect(found['r2']?.down).toBeUndefined()
  expect(told(found['r3']?.up)).toEqual(["SELECT setval('s', 1)"])
  expect(told(found['r3']?.down)).toEqual(['DROP INDEX CONCURRENTLY i'])
  expect(JSON.stringify(found)).not.toContain('secret')
})

test('what reads only the catalog is recorded on a scratch database; what depends on rows is not', async () => {
  await using database = await freshDatabase(await sharedPostgres(15))
  const scratch = { url: pythonUrl(database.url) }
  const catalog = await at(chain).load({ scratch })
  expect(told(catalog['e1']?.up)).toEqual(['ALTER TABLE orders ADD COLUMN note VARCHAR(10)'])

  const bound = `bind = op.get_bind()
bind.execute(sa.text("INSERT INTO one VALUES (:x)"), {"x": 7})
if sa.inspect(bind).has_table("one"):
    with op.get_context().autocommit_block():
        op.create_index("one_x", "one", ["x"], postgresql_concurrently=True)
bind.execute(sa.table("one", sa.column("x")).insert(), [{"x": 8}, {"x": 9}])`
  const rows = 'for row in op.get_bind().execute(sa.text("SELECT x FROM one")):\n    op.execute("DELETE FROM one")'
  await using other = await freshDatabase(await sharedPostgres(15))
  const one = ['op.execute("CREATE TABLE one (x int)")', 'op.execute("DROP TABLE one")'] as const
  const { load } = at(line(one, [bound, rows], ['op.execute("SELECT 1")', 'op.execute("DROP TABLE one")']))
  const found = await load({ scratch: { url: pythonUrl(other.url) } })
  expect(told(found['r1']?.up)).toEqual([
    'BEGIN',
    'INSERT INTO one VALUES (7)',
    'COMMIT',
    'CREATE INDEX CONCURRENTLY one_x ON one (x)',
    'BEGIN',
    'INSERT INTO one (x) VALUES (8)',
    'INSERT INTO one (x) VALUES (9)',
    'COMMIT',
  ])
  expect(told(found['r1']?.down)).toEqual([
    'refused: downgrade() of revision r1 cannot be planned: it reads rows of one, so what it does is not the same everywhere',
  ])
  expect(await load({ python: false })).toEqual(found)
})

test('a project that cannot be converted at all says why, for each revision', async () => {
  const broken = await at({ ...chain, 'db/env.py': 'import settings_of_nobody' }).load()
  expect(told(broken['a1']?.up)).toEqual([
    "refused: upgrade() of revision a1 cannot be planned: the project's Python fails: No module named 'settings_of_nobody' (ModuleNotFoundError)",
  ])
  const online = await at({ ...chain, 'db/env.py': base['db/env.py']!.replace('context.is_offline_mode()', 'False') })
  vi.stubEnv('DATABASE_URL', 'postgresql+psycopg://u@127.0.0.1:1/x')
  expect(told((await online.load())['a1']?.up)).toEqual([
    expect.stringContaining('connects to a database, even in offline mode'),
  ])
})

test('another table of heads in env.py is found out', async () => {
  const files = { ...chain, 'db/env.py': base['db/env.py']!.replace('target_metadata=None', 'version_table="heads"') }
  await expect(at(files).load()).rejects.toMatchObject({
    code: 'SW-CONFIG',
    hint: expect.stringContaining("alembic({ versionTable: 'heads' })"),
  })
  expect(told((await at(files).load({ versionTable: 'heads' }))['c1']?.down)).toEqual([
    'ALTER TABLE orders DROP COLUMN status',
  ])
})
