import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apply, loadMigrations, type Migration, type ServerFacts } from '@slipway/core'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, sharedPostgres } from '@slipway/testkit'
import { proofLookup, readProofs, rehearse, writeProofs, type Proof, type RehearsalReport } from '../src/index.ts'
import { project, type Texts } from './project.ts'

const server = await sharedPostgres(15)
const folder = await mkdtemp(join(tmpdir(), 'slipway-proofs-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const sound: Readonly<Record<string, Texts>> = {
  V1: { up: 'CREATE TABLE orders (id int PRIMARY KEY, note text);', down: 'DROP TABLE orders;' },
  'V2/odd id': { up: 'ALTER TABLE orders ADD COLUMN size int;', down: 'ALTER TABLE orders DROP COLUMN size;' },
}
const oneWay: Readonly<Record<string, Texts>> = { ...sound, V3: { up: 'DROP TABLE orders;', down: null } }

let facts: ServerFacts
let report: RehearsalReport
let proofs: readonly Proof[]
let files: readonly string[]
beforeAll(async () => {
  await using database = await freshDatabase(server)
  report = await rehearse(await project(postgres({ url: database.url }), oneWay))
  expect(report.failures).toEqual([])
  facts = report.where.server
  proofs = report.proofs
  files = await writeProofs(folder, report)
})

async function migrationsOf(migrations: Readonly<Record<string, Texts>>): Promise<readonly Migration[]> {
  return loadMigrations(await project(postgres({ url: server.url }), migrations))
}

test('a proof names its file after migration, flavor and major version', () => {
  expect(files[0]).toBe('.slipway/proofs/V1.postgres15.json')
  expect(files[1]).toMatch(/^\.slipway\/proofs\/V2_odd_id-[0-9a-f]{8}\.postgres15\.json$/)
  expect(files[3]).toMatch(/^\.slipway\/proofs\/batch-[0-9a-f]{12}\.postgres15\.json$/)
})

test('a proof says what it was made of, and reads back as it was', async () => {
  const [migration] = await migrationsOf(sound)
  expect(proofs[0]).toMatchObject({
    format: 1,
    migrations: [{ id: 'V1', checksum: migration?.checksum, downChecksum: migration?.downChecksum }],
    reverse: { by: 'written' },
    server: { flavor: 'postgres', major: 15 },
    class: 'exact',
    observed: { tested: false },
  })
  expect((await readProofs(folder)).toSorted((a, b) => (a.at < b.at ? -1 : 1))).toEqual(proofs)
  expect(await readFile(join(folder, files[0] ?? ''), 'utf8')).toMatch(/\}\n$/)
})

test('two rehearsals of the same differ in their moment only', async () => {
  await using database = await freshDatabase(server)
  const again = await rehearse(await project(postgres({ url: database.url }), oneWay))
  const timeless = (all: readonly Proof[]) => all.map(({ at: _at, ...rest }) => rest)
  expect(timeless(again.proofs)).toEqual(timeless(proofs))
  expect(JSON.stringify(again.proofs)).not.toContain(again.scratch)
})

test('a proof counts for the texts, flavor and major version it was made with', async () => {
  const [migration] = await migrationsOf(sound)
  const covers = (one: Migration | undefined, on: Pick<ServerFacts, 'flavor' | 'versionNumber'> = facts) =>
    one && proofLookup(folder, on)(one)
  expect(await covers(migration)).toBe(true)
  expect(await covers(migration, { ...facts, versionNumber: 150_099 })).toBe(true)
  expect(await covers(migration, { ...facts, versionNumber: 160_000 })).toBe(false)
  expect(await covers(migration, { ...facts, flavor: 'pglite' })).toBe(false)
  const [up] = await migrationsOf({ V1: { ...sound['V1'], up: 'CREATE TABLE orders (id int);' } })
  expect(await covers(up)).toBe(false)
  const [down] = await migrationsOf({ V1: { up: sound['V1']?.up ?? '', down: 'DROP TABLE IF EXISTS orders;' } })
  expect(await covers(down)).toBe(false)
})

test('what has no way back is proved to have none, and that satisfies nobody', async () => {
  expect(proofs.map(({ class: proved }) => proved)).toEqual(['exact', 'exact', 'none', 'none'])
  const last = (await migrationsOf(oneWay)).at(-1)
  expect(last && (await proofLookup(folder, facts)(last))).toBe(false)
})

test('a proof of several counts where all of them go together', async () => {
  const cwd = join(folder, 'together')
  const fragments = {
    V1: { up: 'CREATE TABLE orders (a int);', down: '' },
    V2: { up: 'ALTER TABLE orders ADD COLUMN b int;', down: 'DROP TABLE orders;' },
  }
  await using database = await freshDatabase(server)
  const workspace = await project(postgres({ url: database.url }), fragments)
  const report = await rehearse(workspace, { batch: true })
  expect(report.failures).toEqual([])
  await writeProofs(cwd, report)
  const [first, second] = await migrationsOf(fragments)
  if (!first || !second) throw new Error('two migrations')
  expect(await proofLookup(cwd, facts)(first)).toBe(false)
  expect(await proofLookup(cwd, facts, [first])(first)).toBe(false)
  expect(await proofLookup(cwd, facts, [first, second])(first)).toBe(true)
  await expect(apply(workspace, { requireProof: proofLookup(cwd, facts) })).rejects.toMatchObject({
    code: 'SW-PROOF-MISSING',
  })
  const applied = await apply(workspace, { requireProof: proofLookup(cwd, facts, [first, second]) })
  expect(applied.status).toBe('applied')
})

test('what fails by now loses the proof it had', async () => {
  const cwd = join(folder, 'withdrawn')
  await writeProofs(cwd, report)
  const of = { code: 'SW-PROOF-DIFFERS', of: 'data', migrations: ['V1'], message: 'rows are lost' } as const
  expect(await writeProofs(cwd, { proofs: [], failures: [of], where: report.where })).toEqual([])
  const [first, second] = await migrationsOf(sound)
  expect(first && (await proofLookup(cwd, facts)(first))).toBe(false)
  expect(second && (await proofLookup(cwd, facts)(second))).toBe(true)
})

test('a file that is no proof proves nothing', async () => {
  const cwd = join(folder, 'broken')
  const written = await writeProofs(cwd, report)
  await writeFile(join(cwd, written[0] ?? ''), '{"format":1,"migr')
  expect(await readProofs(cwd)).toHaveLength(proofs.length - 1)
  expect(await readProofs(join(folder, 'nowhere'))).toEqual([])
})
