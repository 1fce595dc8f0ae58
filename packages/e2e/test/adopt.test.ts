import { mkdir, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { main, type Io } from '@slipway/cli'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { here, makeLegacyProject, type LegacyProject } from '../src/legacy-project.ts'

let project: LegacyProject

const slipway = (...argv: readonly string[]) => project.slipway(...argv)
const query = (text: string) => project.query(text)

const legacyRows = async (): Promise<readonly string[]> =>
  (await query('SELECT name, batch FROM legacy_history ORDER BY id')).map(({ name, batch }) => `${name} ${batch}`)

const ownSchemas = async (): Promise<number> =>
  (await query("SELECT nspname FROM pg_namespace WHERE nspname = 'slipway'")).length

beforeEach(async () => {
  project = await makeLegacyProject()
})
afterEach(() => project[Symbol.asyncDispose]())

test('a project is adopted where it is, used, and left again with the framework agreeing', async () => {
  const shown = await slipway('adopt', '--target', 'staging')
  expect(shown.exit).toBe(3)
  expect(await readdir(project.folder)).not.toContain('slipway.config.ts')
  expect(await ownSchemas()).toBe(0)

  const { exit, out, err } = await slipway('adopt', '--target', 'staging', '--yes')
  expect({ exit, out }).toEqual({ exit: 0, out: '' })
  expect(err).toMatchInlineSnapshot(`
    "staging · PostgreSQL 16 · HOST/shop · legacy 3.2.0, legacy.config.mjs

    Files     4 in db/legacy; read, not run. legacy.config.mjs was loaded: it is configuration.
    History   public.legacy_history lists 2 migrations in 2 batches; its lock is free
    Agree     2 applied, 2 pending
    Notice    legacy 3.2.0 was not tested with this version of Slipway: look twice at what is said here
              1 has an empty down: V1__t1.sql (no rollback until written)
              legacy runs all pending in one transaction; Slipway runs one for each.

    Will be written, after a yes
      slipway.config.ts       12 lines, no secret: the connection stays in legacy.config.mjs
      schema "slipway"        3 tables in shop: journal, lease, checkpoint; 2 entries "applied by legacy"
      public.legacy_history   unchanged
      db/legacy               unchanged
    To leave, any day: slipway leave --target staging   (writes back what is missing, then drops the schema "slipway"; legacy carries on)

    ✓ adopted in N s · asked again, legacy and Slipway agree: 2 applied, 2 pending
    Next: slipway plan --target staging
    "
  `)
  expect(await readFile(join(project.folder, 'slipway.config.ts'), 'utf8')).toMatchInlineSnapshot(`
    "import { defineConfig } from '@slipway/cli'
    import { postgres } from '@slipway/driver-postgres'
    import { legacy } from 'slipway-adapter-legacy'

    const project = await legacy({ config: './legacy.config.mjs' })

    export default defineConfig({
      targets: {
        staging: { adapter: project, driver: postgres(project.connection('staging')) },
        production: { adapter: project, driver: postgres(project.connection('production')), protected: true },
      },
    })
    "
  `)
  expect(await legacyRows()).toEqual(['V1 1', 'V2 2'])
  expect(await query('SELECT locked FROM legacy_lock')).toEqual([{ locked: false }])

  const again = await slipway('adopt', '--target', 'staging')
  expect(again.exit).toBe(0)
  expect(again.err).toContain('adopted before, legacy and Slipway agree: 2 applied, 2 pending')

  expect((await slipway('apply', '--target', 'staging', '--quiet')).exit).toBe(0)
  expect(await legacyRows()).toEqual(['V1 1', 'V2 2', 'V3 3', 'V4 3'])
  expect((await slipway('leave', '--target', 'staging')).exit).toBe(3)
  expect(await ownSchemas()).toBe(1)

  const left = await slipway('leave', '--target', 'staging', '--yes')
  expect(left.exit).toBe(0)
  expect(left.err.split('\n').slice(1).join('\n')).toMatchInlineSnapshot(`
    "After a yes
      public.legacy_history   unchanged: it has every row
      schema "slipway"        removed, with its journal, lease, checkpoint (what other projects keep there stays)
      db/legacy               unchanged
    With the journal go the reverses in it: a migration without a down of its own cannot be undone any more.
    ✓ left in N s · legacy carries on: 4 applied, 0 pending
    Once every target has left, delete by hand
      slipway.config.ts
      pnpm remove @slipway/cli @slipway/driver-postgres slipway-adapter-legacy
    "
  `)
  expect(await ownSchemas()).toBe(0)
  expect(await legacyRows()).toEqual(['V1 1', 'V2 2', 'V3 3', 'V4 3'])
})

test('a table that is not there is made again from the journal, by adopting once more and by leaving', async () => {
  await slipway('adopt', '--target', 'staging', '--yes')
  await slipway('apply', '--target', 'staging')
  await query('DROP TABLE legacy_history')
  expect((await slipway('apply', '--target', 'staging')).err).toContain('slipway adopt')
  const { exit, err } = await slipway('adopt', '--target', 'staging', '--yes')
  expect(exit).toBe(0)
  expect(err).toContain('public.legacy_history   made, with 4 rows of what the journal says is applied')
  const names = async () => (await query('SELECT name FROM legacy_history ORDER BY id')).map(({ name }) => name)
  expect(await names()).toEqual(['V1', 'V2', 'V3', 'V4'])
  await query('DROP TABLE legacy_history')
  const left = await slipway('leave', '--target', 'staging', '--yes')
  expect(left.exit).toBe(0)
  expect(left.err).toContain('4 rows written back')
  expect(await names()).toEqual(['V1', 'V2', 'V3', 'V4'])
  expect(await ownSchemas()).toBe(0)
})

test('a plan says what ran before and is not listed any more', async () => {
  await slipway('adopt', '--target', 'staging', '--yes')
  await slipway('apply', '--target', 'staging')
  await query("DELETE FROM legacy_history WHERE name = 'V4'")
  const { out } = await slipway('plan', '--target', 'staging')
  expect(out).toContain('\n   again legacy does not list it any more: it was applied before\n')
})

test('as JSON, with what was found', async () => {
  const { exit, out } = await slipway('adopt', '--target', 'staging', '--yes', '--json', '--quiet')
  expect(exit).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    result: {
      project: { title: 'legacy 3.2.0', loaded: ['legacy.config.mjs'], tested: false },
      config: 'slipway.config.ts',
      tables: [{ bridge: 'legacy', rows: 2, batches: 2, lock: { taken: false } }],
      appended: 2,
      agreed: true,
      applied: 2,
      pending: 2,
    },
  })
})

test('a no writes nothing at all', async () => {
  const said: string[] = []
  const io: Io = {
    cwd: project.folder,
    env: {},
    terminal: { out: false, err: false, columns: 100 },
    out: async (text) => void said.push(text),
    note: async (text) => void said.push(text),
    ask: async () => 'n',
    signal: new AbortController().signal,
    interrupted: () => undefined,
  }
  process.env['LEGACY_URL'] = project.url
  expect(await main(['adopt', '--target', 'staging'], io)).toBe(3)
  expect(said.join('')).toContain('Not confirmed. Nothing was changed.')
  expect(await readdir(project.folder)).not.toContain('slipway.config.ts')
  expect(await ownSchemas()).toBe(0)
})

test('what the framework failed at, and a file that is gone, are said; the first stops', async () => {
  await query("INSERT INTO legacy_history (name, batch, failed) VALUES ('V3', 3, true)")
  const refused = await slipway('adopt', '--target', 'staging', '--yes')
  expect(refused.exit).toBe(7)
  expect(refused.err).toContain('SW-HISTORY-CONFLICT  V3: legacy calls it failed. Nothing was changed.')
  expect(refused.err).toContain('slipway repair --forget V3')
  expect(await ownSchemas()).toBe(0)

  await query("DELETE FROM legacy_history WHERE name = 'V3'")
  await query('UPDATE legacy_lock SET locked = true')
  await rm(join(project.folder, 'db/legacy/V1__t1.sql'))
  const err = (await slipway('adopt', '--target', 'staging')).err.replaceAll(/\s+/g, ' ')
  expect(err).toContain('1 applied without a file here: V1')
  expect(err).toContain('its lock legacy_lock is taken, and no session is seen to hold it')
  expect(err).toContain('adopting waits for that lock')
})

test('what is halfway is finished or undone before leaving', async () => {
  await slipway('adopt', '--target', 'staging', '--yes')
  const gated = 'CREATE TABLE t5 (n int);\n-- slipway:gate live the new version is deployed\nCREATE TABLE t6 (n int);\n'
  await project.write({ 'db/legacy/V5__t5.sql': gated })
  expect((await slipway('apply', '--target', 'staging')).exit).toBe(12)
  const refused = await slipway('leave', '--target', 'staging', '--yes')
  expect(refused.err).toMatch(/SW-(PARTIAL|GATE)/)
  expect(refused.err).toContain('slipway rollback')
  expect(await ownSchemas()).toBe(1)
  expect(await legacyRows()).toEqual(['V1 1', 'V2 2', 'V3 3', 'V4 3'])
})

test("another project's history in the same journal is neither mixed in nor taken away", async () => {
  const config = [
    "import { defineConfig } from '@slipway/cli'",
    "import { postgres } from '@slipway/driver-postgres'",
    "import { sql } from '@slipway/adapter-sql'",
    'export default defineConfig({ driver: postgres({ url: process.env.LEGACY_URL }), adapter: sql() })',
    '',
  ].join('\n')
  await project.write({ 'other.config.ts': config, 'migrations/V9__other.sql': 'CREATE TABLE other (n int);\n' })
  expect((await slipway('apply', '--config', 'other.config.ts')).exit).toBe(0)
  const refused = await slipway('adopt', '--target', 'staging', '--yes')
  expect(refused.exit).toBe(7)
  expect(refused.err).toContain('slipway adopt --target staging --from legacy --project shop')
  expect((await slipway('adopt', '--config', 'other.config.ts')).err).toContain("no framework's own history belongs")
  expect((await slipway('leave', '--config', 'other.config.ts', '--yes')).err).toContain('slipway history --json')

  expect((await slipway('adopt', '--target', 'staging', '--project', 'shop', '--yes')).exit).toBe(0)
  expect(await readFile(join(project.folder, 'slipway.config.ts'), 'utf8')).toContain("project: 'shop'")
  const left = await slipway('leave', '--target', 'staging', '--yes')
  expect(left.err).toContain('the schema "slipway" stays: others keep something there')
  expect(
    await query("SELECT project, count(*)::int AS entries FROM slipway.journal WHERE type = 'landed' GROUP BY 1"),
  ).toEqual([{ project: 'default', entries: 1 }])
})

test('what cannot be chosen or is not installed is named', async () => {
  expect((await slipway('adopt', '--target', 'stagin')).err).toContain('Did you mean staging?')
  expect((await slipway('adopt', '--from', 'lagacy')).err).toContain('Did you mean legacy?')
  expect((await slipway('adopt', '--from', 'knex')).err).toContain('pnpm add -D @slipway/adapter-knex')
  expect((await slipway('leave')).err).toContain('SW-CONFIG')
  await rm(join(project.folder, 'node_modules/@slipway'))
  await mkdir(join(project.folder, 'node_modules/@slipway'))
  await symlink(here('../node_modules/@slipway/cli'), join(project.folder, 'node_modules/@slipway/cli'))
  expect((await slipway('adopt', '--target', 'staging')).err).toContain('pnpm add -D @slipway/driver-postgres')
  await rm(join(project.folder, 'legacy.config.mjs'))
  await project.write({ 'knexfile.js': '' })
  expect((await slipway('adopt')).err).toContain('pnpm add -D @slipway/adapter-knex')
})
