import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeLegacyProject, type LegacyProject } from '../src/legacy-project.ts'

let project: LegacyProject

beforeEach(async () => {
  project = await makeLegacyProject()
})
afterEach(() => project[Symbol.asyncDispose]())

test("another tool's files are converted, its history arrives as applied and never runs again", async () => {
  const shown = await project.slipway('import', '--from', 'legacy', '--target', 'staging')
  expect(shown.exit).toBe(3)
  expect(await readdir(project.folder)).not.toContain('migrations')

  const { exit, out, err } = await project.slipway('import', '--from', 'legacy', '--target', 'staging', '--yes')
  expect({ exit, out }).toEqual({ exit: 0, out: '' })
  expect(err.replace(/^converting .*\n/, '')).toMatchInlineSnapshot(`
    "staging · PostgreSQL 16 · HOST/shop · legacy 3.2.0, legacy.config.mjs

    Files     4 in db/legacy; read, not run. legacy.config.mjs was loaded: it is configuration.
    History   2 applied by legacy arrive as applied and never run again; 2 pending
    Notice    1 has an empty down: V1__t1.sql (no rollback until written)

    Will be written, after a yes
      migrations              4 files
      slipway.config.ts       12 lines, no secret: the connection is read from STAGING_DATABASE_URL, PRODUCTION_DATABASE_URL
      journal                 2 entries "applied by legacy", each with its row
      public.legacy_history   unchanged: legacy is told nothing of what comes

    ✓ imported in N s · 4 files in migrations · 2 arrived as applied · 2 applied, 2 pending
    The files of legacy 3.2.0 are unchanged; delete them when every database is over here.
    Next
      set STAGING_DATABASE_URL, PRODUCTION_DATABASE_URL
      slipway plan --target staging
    "
  `)
  expect(await readdir(join(project.folder, 'migrations'))).toMatchInlineSnapshot(`
    [
      "V1__t1.sql",
      "V2__t2.sql",
      "V3__t3.sql",
      "V4__t4.sql",
    ]
  `)
  expect(await readFile(join(project.folder, 'slipway.config.ts'), 'utf8')).toMatchInlineSnapshot(`
    "import { defineConfig } from '@slipway/cli'
    import { postgres } from '@slipway/driver-postgres'
    import { sql } from '@slipway/adapter-sql'

    const project = sql({ locations: 'migrations', style: 'flyway', placeholderReplacement: false })

    export default defineConfig({
      targets: {
        staging: { adapter: project, driver: postgres({ url: process.env['STAGING_DATABASE_URL'] }) },
        production: { adapter: project, driver: postgres({ url: process.env['PRODUCTION_DATABASE_URL'] }), protected: true },
      },
    })
    "
  `)
  const bodies = await project.query(
    "SELECT body->>'bridge' AS tool, body->'raw'->>'name' AS name FROM slipway.journal ORDER BY seq",
  )
  expect(bodies).toEqual([
    { tool: 'legacy', name: 'V1' },
    { tool: 'legacy', name: 'V2' },
  ])

  const config = await readFile(join(project.folder, 'slipway.config.ts'), 'utf8')
  await project.write({ 'slipway.config.ts': config.replaceAll('STAGING_DATABASE_URL', 'LEGACY_URL') })
  const again = await project.slipway('import', '--from', 'legacy', '--target', 'staging', '--yes', '--json', '--quiet')
  expect(again.exit).toBe(0)
  expect(JSON.parse(again.out)).toMatchObject({
    result: { files: [], imported: [], counts: { applied: 2, pending: 2 } },
  })
  await rm(join(project.folder, 'db'), { recursive: true })
  expect((await project.slipway('apply', '--target', 'staging', '--quiet')).exit).toBe(0)
  const tables = await project.query("SELECT relname FROM pg_class WHERE relname ~ '^t[1-9]$' ORDER BY relname")
  expect(tables.map(({ relname }) => relname)).toEqual(['t1', 't2', 't3', 't4'])
  expect(await project.query('SELECT name FROM legacy_history ORDER BY id')).toEqual([{ name: 'V1' }, { name: 'V2' }])
})

test('what is in the way is named, and nothing is written', async () => {
  const folder = () => readdir(project.folder)
  const before = await folder()
  const run = (...argv: readonly string[]) => project.slipway('import', '--target', 'staging', '--yes', ...argv)
  expect((await run()).err).toContain('slipway import needs --from')
  expect((await run('--from', 'alembik')).err).toContain('Did you mean alembic?')
  const inside = await run('--from', 'legacy', '--folder', 'db/legacy/')
  expect(inside.err).toContain('The files to be converted are in db/legacy themselves.')
  expect((await run('--from', 'legacy', '--to', 'goos')).err).toContain('--to goose')
  await project.slipway('adopt', '--target', 'staging', '--yes')
  expect((await run('--from', 'legacy', '--to', 'goose')).err).toContain('slipway leave --target staging')
  await project.slipway('leave', '--target', 'staging', '--yes')
  await rm(join(project.folder, 'slipway.config.ts'))
  expect(await folder()).toEqual(before)
  await project.write({ 'migrations/V1__t1.sql': 'SELECT 1;\n' })
  const taken = await run('--from', 'legacy')
  expect(taken.exit).toBe(64)
  expect(taken.err).toContain('migrations/V1__t1.sql is there already and says something else')
  expect(await folder()).toEqual([...before, 'migrations'].toSorted())
  await project.query("INSERT INTO legacy_history (name, batch, failed) VALUES ('V3', 3, true)")
  expect((await run('--from', 'legacy')).err).toContain('SW-HISTORY-CONFLICT  V3: legacy calls it failed.')
})
