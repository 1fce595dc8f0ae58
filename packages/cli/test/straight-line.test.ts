import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeProject, steady, type Project } from './project.ts'

const orders = {
  'V1__create_orders.sql': `CREATE TABLE orders (id int PRIMARY KEY, note text NOT NULL DEFAULT '');\nINSERT INTO orders (id) SELECT generate_series(1, 10);\n`,
  'U1__create_orders.sql': 'DROP TABLE orders;\n',
}
const status = {
  'V2__add_status.sql': `-- reason: support filters by state\nCREATE TYPE order_status AS ENUM ('pending', 'shipped');\nALTER TABLE orders ADD COLUMN status order_status;\n`,
  'U2__add_status.sql': 'ALTER TABLE orders DROP COLUMN status;\nDROP TYPE order_status;\n',
}

let project: Project

beforeEach(async () => {
  project = await makeProject(orders)
})
afterEach(() => project.remove())

test('plan, apply, status, rollback, history on one database', async () => {
  const first = await project.run('apply')
  expect(first.exit).toBe(0)
  expect(first.out).toBe('')
  await project.write(status)

  const planned = await project.run('plan')
  expect(planned.exit).toBe(0)
  expect(steady(planned.out)).toMatchInlineSnapshot(`
    "default · PostgreSQL VERSION, embedded · PGlite in memory · 1 applied, 1 pending

    1  V2  add status   reverse: exact (claimed)
       why  support filters by state
       in one transaction, with its journal entry
         CREATE TYPE order_status AS ENUM ('pending', 'shipped')
         ALTER TABLE orders ADD COLUMN status order_status   ACCESS EXCLUSIVE on orders, instant
       undo  the down that its author wrote

    lock_timeout N ms, 10 tries in 3 min, deploy-lock wait N ms
    Plan HASH. Nothing was changed.
    Next: slipway apply
    "
  `)

  const applied = await project.run('apply')
  expect(applied.exit).toBe(0)
  expect(steady(applied.err)).toMatchInlineSnapshot(`
    "HH:MM:SS  default · PGlite in memory · plan HASH · 1 migration
    HH:MM:SS  1/1  V2  add status
    HH:MM:SS    ✓ V2  add status   N ms · batch 2
    ✓ 1 applied as batch 2 in N ms · 0 pending
      to undo: slipway rollback --batch 2
    "
  `)

  const now = await project.run('status')
  expect(steady(now.out)).toMatchInlineSnapshot(`
    "default · PostgreSQL VERSION, embedded · PGlite in memory · 2 applied
      applied   V1   DATE · WHO · batch 1
      applied   V2   DATE · WHO · batch 2
    "
  `)

  const refused = await project.run('rollback')
  expect(refused.exit).toBe(3)
  expect(refused.err).toContain('SW-DECLINED')
  expect((await project.run('status')).out).toBe(now.out)

  const undone = await project.run('rollback', '--yes')
  expect(undone.exit).toBe(0)
  expect(steady(undone.err)).toMatchInlineSnapshot(`
    "default · PostgreSQL VERSION, embedded · PGlite in memory
    1 migration to roll back, newest first:
      V2   exact · the down its author wrote
          ALTER TABLE orders DROP COLUMN status
          DROP TYPE order_status
    HH:MM:SS  default · PGlite in memory · plan HASH · 1 migration to roll back
    HH:MM:SS  1/1  V2  add status
    HH:MM:SS    ✓ V2  add status   N ms · rolled back
    ✓ schema equal to the one recorded before (7 objects; 0 differences)
    ✓ 1 rolled back in N ms · 1 pending
      to apply again: slipway apply
    "
  `)

  const log = await project.run('history')
  expect(steady(log.out)).toMatchInlineSnapshot(`
    "default · PostgreSQL VERSION, embedded · PGlite in memory · 9 entries
          1  DAY HH:MM:SS  WHO  run started, batch 1, up: V1
          2  DAY HH:MM:SS  WHO  V1 part 0 up: 2 steps landed (committed), complete
          3  DAY HH:MM:SS  WHO  run applied after N ms
          4  DAY HH:MM:SS  WHO  run started, batch 2, up: V2
          5  DAY HH:MM:SS  WHO  V2 part 0 up: 2 steps landed (committed), complete
          6  DAY HH:MM:SS  WHO  run applied after N ms
          7  DAY HH:MM:SS  WHO  run started, batch 3, down: V2
          8  DAY HH:MM:SS  WHO  V2 part 0 down: 2 steps landed (committed), complete
          9  DAY HH:MM:SS  WHO  run reverted after N ms
    "
  `)
})

test('a plan file is what apply runs; another plan and an edited one are refused', async () => {
  const saved = await project.run('plan', '--out', 'plan.json')
  expect(saved.out).toContain('Saved plan.json (sha256 ')
  const text = await readFile(join(project.folder, 'plan.json'), 'utf8')
  expect(JSON.parse(text)).toMatchObject({ format: 1, content: { direction: 'up' } })

  expect((await project.run('apply', 'plan.json')).exit).toBe(0)
  expect((await project.run('apply', 'plan.json')).exit).toBe(0)

  await project.write({
    'V2__two.sql': 'CREATE TABLE two (n int);\n',
    'V3__three.sql': 'CREATE TABLE three (n int);\n',
  })
  expect((await project.run('plan', '--out', 'plan.json')).exit).toBe(0)
  expect((await project.run('apply', '--to', 'V2')).exit).toBe(0)
  const stale = await project.run('apply', 'plan.json')
  expect(stale.exit).toBe(7)
  expect(stale.err).toContain('SW-PLAN-STALE')

  const nowhere = await project.run('apply', 'nowhere.json')
  expect(nowhere.exit).toBe(64)
  expect(nowhere.err).toContain('There is no plan file nowhere.json. Nothing was changed.')
})

test('hazards of a plan file are weighed by the rows that are there, not by what the file says', async () => {
  await project.write({
    'V2__many.sql': 'INSERT INTO orders (id) SELECT generate_series(11, 120000);\nANALYZE orders;\n',
  })
  expect((await project.run('apply')).exit).toBe(0)
  await project.write({ 'V3__index.sql': 'CREATE INDEX by_note ON orders (note);\n' })
  expect((await project.run('plan', '--out', 'plan.json')).out).toContain('SW-PG-BLOCKING-INDEX')
  const file = join(project.folder, 'plan.json')
  const { observed, ...plan } = JSON.parse(await readFile(file, 'utf8'))
  expect(observed.rows['table:public.orders']).toBeGreaterThan(100_000)
  await writeFile(file, JSON.stringify({ ...plan, observed: { ...observed, rows: {}, bytes: {} } }))
  const refused = await project.run('apply', 'plan.json')
  expect(refused.exit).toBe(3)
  expect(refused.err).toContain('SW-PG-BLOCKING-INDEX')
})

test('a plan says what a rehearsal proved, until the file it was proved of changes', async () => {
  await project.write({ 'V2__two.sql': 'CREATE TABLE two (n int);\n', 'U2__two.sql': 'DROP TABLE two;\n' })
  expect((await project.run('plan')).out).toContain('V2  two   reverse: exact (claimed)')
  expect((await project.run('rehearse', 'V2')).exit).toBe(0)
  expect((await project.run('plan')).out).toMatch(/V2 {2}two {3}reverse: exact, proved on PostgreSQL 18/)
  await project.write({ 'U2__two.sql': 'DROP TABLE IF EXISTS two;\n' })
  expect((await project.run('plan')).out).toContain('V2  two   reverse: exact (claimed)')
})

test('--exit-code says what is pending', async () => {
  expect((await project.run('plan', '--exit-code')).exit).toBe(2)
  expect((await project.run('status', '--exit-code')).exit).toBe(2)
  expect((await project.run('status')).exit).toBe(0)
  await project.run('apply')
  expect((await project.run('plan', '--exit-code')).exit).toBe(0)
  expect((await project.run('status', '--exit-code', '--wait', '5m')).exit).toBe(0)
})

test('loss is refused until it is accepted, in the file or for one run', async () => {
  await project.run('apply')
  await project.write({ 'V2__drop_note.sql': 'ALTER TABLE orders DROP COLUMN note;\n' })

  const planned = await project.run('plan')
  expect(planned.exit).toBe(0)
  expect(steady(planned.out)).toMatchInlineSnapshot(`
    "default · PostgreSQL VERSION, embedded · PGlite in memory · 1 applied, 1 pending

    1  V2  drop note   reverse: none (claimed)
       in one transaction, with its journal entry
         ALTER TABLE orders DROP COLUMN note   ACCESS EXCLUSIVE on orders, instant
       undo  derived when it runs, from the definitions at that moment
       ✗ SW-DATA-LOSS   migrations/V2__drop_note.sql:1
         The values of public.orders.note are gone for good: a rollback brings the column back empty. First
         deploy code that no longer uses it.
           accept it in the file   -- slipway:allow SW-DATA-LOSS the reason
           or for one run          slipway apply --allow SW-DATA-LOSS="the reason"
         more: slipway explain SW-DATA-LOSS

    lock_timeout N ms, 10 tries in 3 min, deploy-lock wait N ms
    Plan HASH. As it is, apply refuses it: 1 hazard not accepted. Nothing was changed.
    "
  `)
  const refused = await project.run('apply')
  expect(refused.exit).toBe(3)
  expect(refused.err).toContain('SW-HAZARD')

  const unknown = await project.run('apply', '--allow', 'SW-DATA-LOS=x')
  expect(unknown.exit).toBe(64)
  expect(unknown.err).toContain('Did you mean SW-DATA-LOSS?')
  expect((await project.run('apply', '--allow', 'SW-DATA-LOSS=exported')).exit).toBe(0)
})

test('--json is one document on stdout, for an answer and for an error', async () => {
  const answer = JSON.parse((await project.run('status', '--json')).out) as Record<string, unknown>
  expect(answer).toMatchObject({ ok: true, command: 'status', exit: 0, result: { counts: { pending: 1 } } })
  await project.write({ 'V1_1__broken.sql': 'CREATE TABEL x ();\n' })
  const broken = await project.run('plan', '--format', 'json')
  expect(JSON.parse(broken.out)).toMatchObject({ ok: false, command: 'plan', exit: 64, error: { code: 'SW-SYNTAX' } })
})

test('a plan as markdown, for a pull request', async () => {
  const { exit, out } = await project.run('plan', '--format', 'markdown')
  expect(exit).toBe(0)
  expect(steady(out)).toMatchInlineSnapshot(`
    "## Migration plan: default · PostgreSQL VERSION, embedded · PGlite in memory

    0 applied, 1 pending · plan \`HASH\` · apply takes it

    ### V1

    create orders · reverse: exact (claimed) · \`migrations/V1__create_orders.sql\`

    in one transaction, with its journal entry

    \`\`\`sql
    CREATE TABLE orders (id int PRIMARY KEY, note text NOT NULL DEFAULT '');
    INSERT INTO orders (id) SELECT generate_series(1, 10);
    \`\`\`

    _lock_timeout N ms, 10 tries in 3 min, deploy-lock wait N ms_
    "
  `)
})

test('a question on a terminal: no changes nothing, yes rolls back', async () => {
  await project.run('apply')
  const no = await project.answer(['n'], 'rollback')
  expect(no.exit).toBe(3)
  expect(no.err).toContain('Roll back 1 migration on ')
  expect((await project.run('status', '--exit-code')).exit).toBe(0)
  expect((await project.answer(['y'], 'rollback')).exit).toBe(0)
  expect((await project.run('status', '--exit-code')).exit).toBe(2)
})

test('an edited file is found by verify, and settled by repair', async () => {
  await project.run('apply')
  expect((await project.run('verify')).exit).toBe(0)
  await project.write({ 'V1__create_orders.sql': `${orders['V1__create_orders.sql']}-- a comment\n` })
  const found = await project.run('verify')
  expect(found.exit).toBe(7)
  expect(steady(found.out)).toMatchInlineSnapshot(`
    "default · PostgreSQL VERSION, embedded · PGlite in memory
    EDITED   migrations/V1__create_orders.sql differs from what was applied as V1   SW-EDITED
    Ways out
      git checkout -- migrations/V1__create_orders.sql   puts the text back, if git has it
      slipway repair --accept-edit V1 --why "..."        accepts the new text as saying the same
      slipway redo                                       undoes it and applies the new text (not on a protected target)
    exit 7
    "
  `)

  const settled = await project.run('repair', '--accept-edit', 'V1', '--why', 'a comment', '--yes')
  expect(settled.exit).toBe(0)
  expect((await project.run('verify')).exit).toBe(0)
})

test('new writes files that plan reads', async () => {
  const made = await project.run('new', 'add status to orders', '--reason', 'support filters by state')
  expect(made.exit).toBe(0)
  expect(made.out).toMatch(
    /^ {2}migrations\/V\S+__add_status_to_orders\.sql\n {2}migrations\/U\S+__add_status_to_orders\.sql\n$/,
  )
  expect((await project.run('status', '--json')).out).toContain('add status to orders')
})

test('doctor names the environment, the state and the exit', async () => {
  const { exit, out } = await project.run('doctor')
  expect(exit).toBe(0)
  expect(out).toMatch(/^ok +Node \d/m)
  expect(out).toContain('configuration slipway.config.ts')
})

test('a gate holds a run until evidence is given', async () => {
  await project.run('apply')
  await project.write({
    'V2__cutover.sql': '-- slipway:gate cutover version 42 is live\nALTER TABLE orders ADD COLUMN late int;\n',
    'V3__later.sql': 'ALTER TABLE orders ADD COLUMN later int;\n',
  })
  const held = await project.run('apply')
  expect(held.exit).toBe(12)
  expect(held.err).toContain('slipway gate cutover --open --evidence "…"')
  expect((await project.run('gate')).out).toContain('cutover')
  expect((await project.run('gate', 'cutover', '--open', '--evidence', 'v42 is live')).exit).toBe(0)
  const resumed = await project.run('resume')
  expect(resumed.exit).toBe(0)
  expect(resumed.err).toContain('2 applied')
  expect(resumed.err).toContain('· 0 pending')
  expect((await project.run('status', '--exit-code')).exit).toBe(0)
})

test('drift, baseline, redo and unlock answer', async () => {
  const before = await project.run('baseline', '--through', 'V1', '--why', 'made from a dump')
  expect(before.exit).toBe(0)
  expect((await project.run('status', '--exit-code')).exit).toBe(0)
  const unlocked = await project.run('unlock')
  expect(unlocked.exit).toBe(0)
  expect(unlocked.err).toContain('nobody holds the deploy lock')
  expect((await project.run('drift')).exit).toBe(0)
  await project.write({ 'V2__late.sql': 'CREATE TABLE late (id int);\n' })
  expect((await project.run('apply')).exit).toBe(0)
  await project.write({ 'V2__late.sql': 'CREATE TABLE late (id bigint);\n' })
  expect((await project.run('redo', '--yes')).err).toContain('✓ 1 applied')
  expect((await project.run('status', '--exit-code')).exit).toBe(0)
})

test('a mistyped migration is answered with the right one', async () => {
  const { exit, err } = await project.run('plan', '--to', 'v1')
  expect(exit).toBe(64)
  expect(err).toContain('There is no migration "v1". Did you mean V1?')
})

test('a plan as a script for psql, journal writes included', async () => {
  const { exit, out } = await project.run('plan', '--format', 'sql')
  expect(exit).toBe(0)
  expect(out).toContain('\\set ON_ERROR_STOP on')
  expect(out).toMatch(/BEGIN;[^]*INSERT INTO "slipway"\.journal[^]*CREATE TABLE orders[^]*COMMIT;/)
})
